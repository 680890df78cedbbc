package dev.solera.demo.internal;

import java.util.List;
import java.util.Map;

/**
 * How a demo server behaves, and for how long.
 *
 * @param status of every answer but those of {@code /_demo}, 200 to 599
 * @param delayMillis before every such answer, 0 to 60000
 * @param listen whether it listens; if not, it first leaves as a careful operator lets it: see {@link DemoServer#leave}
 * @param cut whether it stops to listen at once and cuts its connections, as a process that died
 * @param forSeconds after which it behaves as at first, 0 for ever
 */
record Behaviour(int status, long delayMillis, boolean listen, boolean cut, long forSeconds) {

    static final Behaviour NORMAL = new Behaviour(200, 0, true, false, 0);

    private static final long DELAY_MILLIS_MAX = 60_000;
    private static final long FOR_SECONDS_MAX = 3_600;

    /**
     * Returns this behaviour changed by the parameters of a request; what they do not name stays, but the duration
     * holds for one change only.
     *
     * @throws IllegalArgumentException for an unknown name or a value out of range, with a message for the client
     */
    Behaviour with(Map<String, List<String>> parameters) {
        int newStatus = status;
        long newDelay = delayMillis;
        boolean newListen = listen;
        boolean newCut = false;
        long newFor = 0;
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            String value = parameter.getValue().get(0);
            switch (name) {
                case "status" -> newStatus = (int) number(name, value, 200, 599);
                case "delay.ms" -> newDelay = number(name, value, 0, DELAY_MILLIS_MAX);
                case "listen" -> newListen = truth(name, value);
                case "cut" -> newCut = truth(name, value);
                case "for.s" -> newFor = number(name, value, 0, FOR_SECONDS_MAX);
                case "server" -> {} // says whom, not how
                default ->
                    throw new IllegalArgumentException(
                            name + ": unknown (expected: status, delay.ms, listen, cut, for.s or server)");
            }
        }
        return new Behaviour(newStatus, newDelay, newListen && !newCut, newCut, newFor);
    }

    private static long number(String name, String value, long least, long most) {
        if (value.matches("[0-9]{1,9}")) {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + ".." + most + ")");
    }

    private static boolean truth(String name, String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name + ": " + value + " (expected: true or false)");
        };
    }

    @Override
    public String toString() {
        return "status=" + status + " delay.ms=" + delayMillis + " listen=" + listen + " for.s=" + forSeconds;
    }
}

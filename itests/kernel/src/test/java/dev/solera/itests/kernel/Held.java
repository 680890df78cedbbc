package dev.solera.itests.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A client that holds connections. */
final class Held implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    /**
     * Begins to connect.
     *
     * @param place what is put before the command, such as {@code ip netns exec client}; empty for the guest itself
     */
    Held(List<String> place, String address, int port, int connections) {
        List<String> command = new ArrayList<>(place);
        command.addAll(List.of(
                "python3",
                Net.script("holder.py").toString(),
                address,
                Integer.toString(port),
                Integer.toString(connections)));
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out = process.inputReader();
    }

    /** Returns how many are connected, and to whom. */
    String first() throws IOException {
        return String.valueOf(out.readLine());
    }

    /** Returns how many answer now. */
    String alive() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return String.valueOf(out.readLine());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}

package dev.solera.proxy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WheelTest {
    private static final long START = Long.MAX_VALUE - TimeUnit.HOURS.toNanos(1); // nanoTime may overflow at any time

    private final Wheel wheel = new Wheel(START);
    private final List<String> fired = new ArrayList<>();

    private static long at(long millis) {
        return START + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void anAlarmRingsOnceWithinATickOfItsDeadline() {
        Wheel.Alarm alarm = wheel.alarm(() -> fired.add("a"));
        alarm.at(at(1000));
        wheel.advance(at(999));
        assertThat(fired).isEmpty();
        wheel.advance(at(1020));
        assertThat(fired).containsExactly("a");
        wheel.advance(at(100_000));
        assertThat(fired).containsExactly("a");
        assertThat(alarm.isSet()).isFalse();
    }

    @Test
    void aDeadlineMayMoveBothWaysAndGo() {
        Wheel.Alarm alarm = wheel.alarm(() -> fired.add("a"));
        alarm.at(at(1000));
        alarm.at(at(5000));
        wheel.advance(at(2000));
        assertThat(fired).isEmpty();
        alarm.at(at(3000));
        wheel.advance(at(3020));
        assertThat(fired).containsExactly("a");
        alarm.at(at(4000));
        alarm.off();
        wheel.advance(at(10_000));
        assertThat(fired).containsExactly("a");
    }

    @Test
    void deadlinesBeyondOneTurnAreKept() {
        wheel.alarm(() -> fired.add("a")).at(at(7_200_000)); // past the overflow
        for (long now = 0; now < 7_200_000; now += 500) {
            wheel.advance(at(now));
        }
        assertThat(fired).isEmpty();
        wheel.advance(at(7_200_020));
        assertThat(fired).containsExactly("a");
    }

    @Test
    void aLongStopLosesNoDeadline() {
        for (int i = 0; i < 100; i++) {
            wheel.alarm(() -> fired.add("a")).at(at(i * 1000L));
        }
        wheel.advance(at(1_000_000));
        assertThat(fired).hasSize(100);
    }

    @Test
    void anAlarmMaySetOthersAndItselfAgainWhileItRings() {
        Wheel.Alarm[] alarms = new Wheel.Alarm[2];
        alarms[1] = wheel.alarm(() -> fired.add("b"));
        alarms[0] = wheel.alarm(() -> {
            fired.add("a");
            alarms[1].drop();
            if (fired.size() < 3) {
                alarms[0].at(at(fired.size() * 100L + 100));
            }
        });
        alarms[0].at(at(100));
        alarms[1].at(at(100));
        for (long now = 0; now < 1000; now += 20) {
            wheel.advance(at(now));
        }
        assertThat(fired).containsExactly("a", "a", "a");
    }

    @Test
    void ofManyRandomAlarmsEachRingsInTime() {
        Random random = new Random(1);
        long[] now = {0};
        int[] late = {0};
        for (int i = 0; i < 5000; i++) {
            long deadline = random.nextInt(60_000);
            wheel.alarm(() -> {
                        fired.add("");
                        if (now[0] < deadline || now[0] > deadline + 40) {
                            late[0]++;
                        }
                    })
                    .at(at(deadline));
        }
        for (now[0] = 0; now[0] < 61_000; now[0] += 20) {
            wheel.advance(at(now[0]));
        }
        assertThat(fired).hasSize(5000);
        assertThat(late[0]).isZero();
    }
}

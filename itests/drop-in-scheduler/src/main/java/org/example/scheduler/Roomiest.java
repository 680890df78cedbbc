package org.example.scheduler;

import dev.solera.spi.Flow;
import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import org.osgi.service.component.annotations.Component;

/** {@code scheduler = roomiest}: the server with the most free slots under its maxconn; among equals, in turn. */
@Component
public final class Roomiest implements SchedulerFactory {
    @Override
    public String name() {
        return "roomiest";
    }

    @Override
    public Scheduler create(Members now, Scheduler previous) {
        return new Picker(now, previous instanceof Picker before ? before.turn : 0);
    }

    private static final class Picker implements Scheduler {
        private final Members members;
        private int turn;

        Picker(Members members, int turn) {
            this.members = members;
            this.turn = turn;
        }

        @Override
        public Member pick(Flow flow) {
            Member best = null;
            turn++;
            for (int i = 0; i < members.size(); i++) {
                Member member = members.get(Math.floorMod(turn + i, members.size()));
                if (best == null || member.freeSlots() > best.freeSlots()) {
                    best = member;
                }
            }
            return best;
        }
    }
}

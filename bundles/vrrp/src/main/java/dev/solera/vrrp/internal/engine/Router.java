package dev.solera.vrrp.internal.engine;

import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpState;
import dev.solera.api.VrrpTransition;
import dev.solera.api.VrrpYield;
import dev.solera.spi.MacAddress;
import dev.solera.spi.VipBinder.Failure;
import dev.solera.spi.VrrpDemand;
import dev.solera.vrrp.internal.machine.Action;
import dev.solera.vrrp.internal.machine.VrrpMachine;
import dev.solera.vrrp.internal.wire.AddressClaim;
import dev.solera.vrrp.internal.wire.Advert;
import dev.solera.vrrp.internal.wire.AdvertCounter;
import dev.solera.vrrp.internal.wire.AdvertCounters;
import dev.solera.vrrp.internal.wire.IpAddress;
import dev.solera.vrrp.internal.wire.ReceivedPacket;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One virtual router: its state machine, fed with adverts, times and what the host and its sync group make of it, and what it answers put to work. Used
 * by the timer thread; {@link #report} and what it reads by any.
 */
final class Router extends Timetable.Entry {
    /** Returned by {@link #downAtNanos} and its like for never. */
    static final long NEVER = Long.MAX_VALUE;

    private static final IpAddress NO_ADDRESS_V4 = new IpAddress(false, 0, 0);
    private static final IpAddress NO_ADDRESS_V6 = new IpAddress(true, 0, 0);
    private static final long SECOND = 1_000_000_000L;
    /** An old MASTER may answer for its addresses this long after it has heard of the new one. */
    private static final long OLD_MASTER_ANSWERS = 2 * SECOND;

    private static final long DEFENCE_PAUSE = 10 * SECOND;

    private final Crew crew;
    private final VrrpMachine machine;
    private final AdvertCounters counters = new AdvertCounters();
    private final Troubles troubles = new Troubles(text -> tell("over: " + text));
    private final PeerWatch peers = new PeerWatch(troubles, this::tell);
    private final History history = new History();
    private final Possession possession;
    private final Station station;

    private volatile Blueprint blueprint;
    private final Segment segment;
    private VrrpDemand demand;
    private @Nullable Group group;

    private boolean started;
    private boolean stoppingGently;
    private @Nullable String ownFault;
    private @Nullable String fault;
    private @Nullable String yieldReason;
    private long masterSinceNanos;
    private long defendedAtNanos;
    private boolean defended;

    private String why = "not started";
    private Instant since;
    private @Nullable IpAddress master;
    private int masterPriority;
    private volatile long heardAtNanos;
    private volatile long downAtNanos = NEVER;
    private volatile long advertAtNanos = NEVER;
    private volatile Pose pose;

    Router(Blueprint blueprint, VrrpDemand demand, Crew crew) {
        this.crew = crew;
        this.blueprint = blueprint;
        this.demand = demand;
        since = now();
        machine = new VrrpMachine(
                blueprint.rules(blueprint.key().v6() ? NO_ADDRESS_V6 : NO_ADDRESS_V4), demand.priority());
        possession = new Possession(crew, this, troubles);
        station = new Station(crew, this, blueprint, counters);
        segment = station.port().segment;
        pose = pose();
    }

    RouterKey key() {
        return blueprint.key();
    }

    String name() {
        return blueprint.name();
    }

    Blueprint blueprint() {
        return blueprint;
    }

    VrrpState state() {
        return machine.state();
    }

    /** Returns where it stands. Any thread. */
    VrrpState publishedState() {
        return pose.state();
    }

    List<IpAddress> addresses() {
        return blueprint.instance().vips().stream()
                .filter(vip -> blueprint.device(vip).equals(blueprint.instance().interfaceName()))
                .map(vip -> IpAddress.of(vip.address()))
                .toList();
    }

    /** Begins, now or as soon as its interface has been opened. */
    void begin(long nowNanos) {
        segment.put(this);
        equip(null);
        if (station.port().tried) {
            onPort(nowNanos);
        }
    }

    /** Goes by another configuration of the same virtual router, without leaving its state. */
    void change(Blueprint changed, VrrpDemand demanded, long nowNanos) {
        Blueprint before = blueprint;
        demand = demanded;
        if (!changed.equals(before)) {
            blueprint = changed;
            station.move(changed);
            equip(before);
        }
        machine.setPriority(demanded.priority());
        reconsider(nowNanos);
        comply(nowNanos);
        settle(nowNanos);
    }

    /**
     * Ends.
     *
     * @param gently whether its addresses may stay until others have taken them over in the same change
     */
    void stop(boolean gently, long nowNanos) {
        if (group != null) {
            group.leave(this);
            group = null;
        }
        stoppingGently = gently;
        perform(machine.stop(), nowNanos);
        segment.remove(this);
        station.close();
        crew.timetable().remove(this);
        pose = pose();
    }

    /** Hears an advert with its identifier. */
    void hear(Port from, ReceivedPacket packet, long atNanos) {
        Exchange with = station.exchange();
        if (from != station.port() || with == null || !started) {
            return;
        }
        Advert heard = with.read(packet);
        if (heard == null) {
            peers.onDropped(blueprint, with.dropped(), packet, atNanos);
            return;
        }
        peers.onAdvert(blueprint, heard, packet, atNanos);
        perform(machine.onAdvert(heard, atNanos), atNanos);
        if (machine.state() == VrrpState.BACKUP) {
            master = heard.source();
            masterPriority = heard.priority();
            heardAtNanos = atNanos;
        }
        settle(atNanos);
    }

    /** Hears somebody claim one of its addresses. */
    void onClaim(Port from, AddressClaim claim, long nowNanos) {
        MacAddress mac = station.mac();
        if (from != station.port()
                || machine.state() != VrrpState.MASTER
                || machine.yieldPhase() == VrrpYield.LISTENING
                || mac == null
                || claim.sender().equals(mac)
                || claim.sender().equals(blueprint.mac(mac))
                || nowNanos - masterSinceNanos < OLD_MASTER_ANSWERS) {
            return;
        }
        String text = claim.address() + " is claimed by " + claim.sender() + " too";
        if (troubles.seen(Trouble.DUPLICATE_ADDRESS, text, nowNanos, 6 * DEFENCE_PAUSE)) {
            tell(text);
        }
        if (!defended || nowNanos - defendedAtNanos > DEFENCE_PAUSE) {
            defended = true;
            defendedAtNanos = nowNanos;
            blueprint.instance().vips().stream()
                    .filter(vip -> IpAddress.of(vip.address()).equals(claim.address()))
                    .forEach(possession::defend);
        }
    }

    /** Does what is due. */
    void onTimer(long nowNanos) {
        if (possession.retries(nowNanos)) {
            reconsider(nowNanos);
            comply(nowNanos);
        }
        if (group != null && machine.isAboutToLead(nowNanos) && !group.consents(this, nowNanos)) {
            machine.hold(nowNanos);
        } else {
            perform(machine.onTimer(nowNanos), nowNanos);
        }
        settle(nowNanos);
    }

    /** Its interface was opened, or could not be. */
    void onPort(long nowNanos) {
        if (!started && station.port().tried) {
            started = true;
            reconsider(nowNanos);
            comply(nowNanos);
            perform(machine.start(nowNanos), nowNanos);
            why = fault != null ? fault : why;
            settle(nowNanos);
        } else {
            reconsider(nowNanos);
        }
    }

    /** Interfaces or addresses have changed. */
    void onNetwork(long nowNanos) {
        if (station.look(blueprint)) {
            equip(null);
            reconsider(nowNanos);
            settle(nowNanos);
        }
    }

    void join(Group joined) {
        group = joined;
    }

    void leaveGroup() {
        group = null;
    }

    /** Returns what is wrong with itself, not with others of its group; null for nothing. */
    @Nullable
    String ownFault() {
        return ownFault;
    }

    /** Returns why it is to offer its place, others of its group aside; null when it is not. */
    @Nullable
    String ownYield() {
        return possession.obstacle() != null ? possession.obstacle() : demand.yield();
    }

    /** Returns whether it is MASTER, or would be but for its group. */
    boolean leadsOrWould(long nowNanos) {
        return machine.state() == VrrpState.MASTER || machine.isHeld() || machine.isAboutToLead(nowNanos);
    }

    /** Takes over because another of its group has. */
    void follow(String reason, long nowNanos) {
        perform(machine.takeOver(reason, nowNanos), nowNanos);
        settle(nowNanos);
    }

    /** Gives its place up once. */
    void giveUp(String reason, long nowNanos) {
        perform(machine.giveUp(reason, nowNanos), nowNanos);
        settle(nowNanos);
    }

    /** Looks again at what is wrong with itself. */
    void reconsider(long nowNanos) {
        String lacking = station.lacking();
        String found = lacking != null ? lacking : demand.fault() != null ? demand.fault() : possession.fault();
        if (!Objects.equals(found, ownFault)) {
            ownFault = found;
            if (group != null) {
                group.reconsider(nowNanos);
            }
        }
        comply(nowNanos);
    }

    /** Does what its own state and that of its group ask for. */
    void comply(long nowNanos) {
        String faulty = ownFault != null || group == null ? ownFault : group.fault(this);
        if (!Objects.equals(faulty, fault)) {
            fault = faulty;
            perform(faulty == null ? machine.recover(nowNanos) : machine.fault(faulty), nowNanos);
            if (machine.state() == VrrpState.FAULT && faulty != null) {
                why = faulty;
            }
        }
        String own = ownYield();
        String yields = own != null ? own : crew.permit().reason();
        yields = yields != null || group == null ? yields : group.yieldOf(this);
        if (!Objects.equals(yields, yieldReason)) {
            String before = yieldReason;
            yieldReason = yields;
            perform(yields == null ? machine.endYield(nowNanos) : machine.yieldPlace(yields, nowNanos), nowNanos);
            if (started && (before == null || yields == null)) {
                tell(yields != null ? "yields: " + yields : "yields no longer: " + before);
            }
            if (group != null) {
                group.reconsider(nowNanos);
            }
        }
        settle(nowNanos);
    }

    /** Ends what nobody has seen for long enough. */
    void sweep(long nowNanos) {
        if (troubles.expiring()) {
            troubles.expire(nowNanos);
        }
    }

    /** Hears what could not be prepared for it. */
    void onPrepared(@Nullable Failure failure) {
        String text = failure == null ? null : failure.why();
        if (troubles.set(Trouble.PREPARE, text) && text != null) {
            tell(text);
        }
    }

    /** Returns how it stands. Any thread; all of it but counters and remaining times is of one moment. */
    VrrpReport report() {
        Blueprint of = blueprint;
        Pose now = pose;
        long nanos = crew.ticks().nanos();
        Instant wall = now();
        IpAddress heard = now.state() == VrrpState.BACKUP ? now.master() : null;
        return new VrrpReport(
                of.name(),
                now.state(),
                now.yield(),
                now.since(),
                now.reason(),
                now.effectivePriority(),
                heard == null
                        ? null
                        : new VrrpReport.Master(
                                heard.toInetAddress(), now.masterPriority(), wall.minusNanos(nanos - heardAtNanos)),
                Reports.duration(now.activeIntervalNanos()),
                Reports.left(downAtNanos, nanos),
                Reports.left(advertAtNanos, nanos),
                possession.bound(),
                troubles.now(),
                history.last(),
                Reports.counters(counters, segment));
    }

    /** Makes ready what depends on the configuration, the interface's address and its MAC. */
    private void equip(@Nullable Blueprint before) {
        IpAddress source = station.equip(blueprint, before);
        Placement made = station.placement();
        if (source == null || made == null) {
            return;
        }
        machine.setRules(blueprint.rules(source), crew.ticks().nanos());
        possession.change(made);
    }

    private void perform(List<Action> actions, long nowNanos) {
        for (int i = 0; i < actions.size(); i++) {
            Action action = actions.get(i);
            if (action instanceof Action.SendAdvert advert) {
                send(advert.priority());
            } else if (action instanceof Action.Bind) {
                Placement put = station.placement();
                if (put != null) {
                    possession.hold(put);
                }
            } else if (action instanceof Action.Release) {
                possession.drop(stoppingGently);
            } else if (action instanceof Action.Announce announce) {
                possession.announce(announce.copies());
            } else if (action instanceof Action.Become become) {
                onBecome(become, nowNanos);
            } else if (action instanceof Action.OtherMaster other) {
                onOtherMaster(other, nowNanos);
            }
        }
    }

    private void send(int priority) {
        try {
            station.send(priority);
            if (troubles.isActive(Trouble.SEND)) {
                troubles.set(Trouble.SEND, null);
            }
        } catch (IOException e) {
            String text = "adverts cannot be sent: " + e.getMessage();
            if (troubles.set(Trouble.SEND, text)) {
                tell(text);
            }
        }
    }

    private void onBecome(Action.Become become, long nowNanos) {
        since = now();
        why = become.reason();
        master = null;
        if (become.to() == VrrpState.MASTER) {
            counters.count(AdvertCounter.BECOME_MASTER);
            masterSinceNanos = nowNanos;
        }
        VrrpTransition transition = new VrrpTransition(since, become.from(), become.to(), become.reason());
        history.add(transition);
        crew.news().transition(name(), transition);
        if (become.from() == VrrpState.MASTER) {
            counters.count(AdvertCounter.RELEASE_MASTER);
        }
        if (group != null && become.to() == VrrpState.MASTER) {
            group.onMaster(this, nowNanos);
        } else if (group != null && become.from() == VrrpState.MASTER && become.to() == VrrpState.BACKUP) {
            group.onLost(this, become.reason(), nowNanos);
        }
    }

    private void onOtherMaster(Action.OtherMaster other, long nowNanos) {
        String text = other.source() + " is MASTER too, at priority " + other.priority();
        long lasts = 4 * blueprint.format().intervalNanos();
        if (troubles.seen(Trouble.OTHER_MASTER, text, nowNanos, lasts)) {
            tell(text);
        }
    }

    /** Tells an operator of something that is not a transition. */
    void tell(String text) {
        crew.news().trouble(now(), name(), text);
    }

    /** Publishes how it stands and says when it is to be asked again. */
    private void settle(long nowNanos) {
        long left = Math.min(machine.nanosToNext(nowNanos), possession.left(nowNanos));
        if (left == NEVER || !started) {
            crew.timetable().remove(this);
        } else {
            crew.timetable().set(this, nowNanos + left);
        }
        downAtNanos = at(machine.nanosToDown(nowNanos), nowNanos);
        advertAtNanos = at(machine.nanosToAdvert(nowNanos), nowNanos);
        Pose last = pose;
        if (last.state() != machine.state()
                || last.yield() != machine.yieldPhase()
                || !last.since().equals(since)
                || !last.why().equals(why)
                || !Objects.equals(last.yieldReason(), yieldReason)
                || last.effectivePriority() != machine.effectivePriority()
                || last.held() != machine.isHeld()
                || !Objects.equals(last.master(), master)
                || last.masterPriority() != masterPriority
                || last.activeIntervalNanos() != machine.activeIntervalNanos()) {
            pose = pose();
        }
    }

    private Pose pose() {
        return new Pose(
                machine.state(),
                machine.yieldPhase(),
                since,
                why,
                yieldReason,
                machine.effectivePriority(),
                machine.isHeld(),
                master,
                masterPriority,
                machine.activeIntervalNanos());
    }

    private Instant now() {
        return Instant.ofEpochMilli(crew.ticks().wallMillis());
    }

    private static long at(long left, long nowNanos) {
        return left == NEVER ? NEVER : nowNanos + left;
    }
}

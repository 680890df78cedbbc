"""The command line."""

import argparse
import glob
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time

from . import load, proc, report
from .peers import Backend, Direct, Haproxy, Nginx, Solera
from .scenarios import ALL, BY_NAME

HERE = os.path.dirname(os.path.realpath(__file__))
CLONE = os.path.dirname(os.path.dirname(HERE))
BACKEND_PORT = 18090
FIRST_PORT = 18100  # every peer has ten from here on
STAND_BY_SECONDS = 20
MOST_WARMUP_SECONDS = 80
FIRST_SECONDS = 5


def arguments(args):
    parser = argparse.ArgumentParser(
        prog="benchmarks/compare", description="Solera beside HAProxy and nginx, in turns, on one core.",
        epilog="Scenarios: " + ", ".join(s.name + (f" (not yet: {s.missing})" if s.missing else "") for s in ALL))
    parser.add_argument("scenario", nargs="*", help="which; all without any")
    parser.add_argument("--rounds", type=int, default=9, help="turns of each peer (9)")
    parser.add_argument("--seconds", type=int, default=2, help="length of a turn (2)")
    parser.add_argument("--warmup", type=int, default=10, help="least seconds of load before the first round (10)")
    parser.add_argument("--proxy-core", type=int, default=1)
    parser.add_argument("--load-core", type=int, default=0)
    parser.add_argument("--peers", default="direct,haproxy,nginx,solera", help="who takes part, in this order")
    parser.add_argument("--distribution", help="solera-*.tar.gz (the one that was built)")
    parser.add_argument("--transport", default="auto", help="of Solera: auto, epoll, io_uring, nio")
    parser.add_argument("--other", action="append", default=[], metavar="NAME=WHAT",
                        help="one more: NAME=haproxy:/path, NAME=nginx:/path, NAME=solera:/path/archive.tar.gz[,transport][,proxy.jar]")
    parser.add_argument("--json", default="comparison.json", help="where everything measured goes (comparison.json)")
    options = parser.parse_args(args)
    unknown = [name for name in options.scenario if name not in BY_NAME]
    if unknown:
        parser.error(f"scenario: {unknown[0]} (expected: one of {', '.join(BY_NAME)})")
    return options


def archive(options):
    if options.distribution:
        return options.distribution
    built = glob.glob(os.path.join(CLONE, "karaf-assembly", "target", "solera-*.tar.gz"))
    if not built:
        sys.exit("there is no distribution: ./solera build")
    return built[0]


def certificate(work):
    """A key and a self-signed certificate in one file."""
    pem = os.path.join(work, "site.pem")
    key, cert = pem + ".key", pem + ".crt"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "30",
                    "-subj", "/CN=bench"], check=True, capture_output=True)
    with open(pem, "w") as out:
        for part in (cert, key):
            with open(part) as file:
                out.write(file.read())
    return pem


def make_peers(options, work):
    pem = certificate(work)

    def make(name, kind, what, base):
        if kind == "direct":
            return Direct(name, base, work, BACKEND_PORT)
        if kind == "haproxy":
            return Haproxy(name, base, work, BACKEND_PORT, pem, what or "haproxy")
        if kind == "nginx":
            return Nginx(name, base, work, BACKEND_PORT, pem, what or "nginx")
        if kind == "solera":
            parts = (what or archive(options)).split(",")
            transport = parts[1] if len(parts) > 1 else options.transport
            return Solera(name, base, work, BACKEND_PORT, pem, parts[0] or archive(options), transport,
                          parts[2] if len(parts) > 2 else None)
        sys.exit(f"peer: {kind} (expected: direct, haproxy, nginx or solera)")

    wanted = [(name, name, "") for name in filter(None, options.peers.split(","))]
    for other in options.other:
        name, _, rest = other.partition("=")
        kind, _, what = rest.partition(":")
        wanted.append((name, kind, what))
    return [make(name, kind, what, FIRST_PORT + 10 * i) for i, (name, kind, what) in enumerate(wanted)]


def turn(scenario, peer, options, rate):
    """One turn of one peer: what was served, and what it cost."""
    pids = peer.pids()
    before = proc.cpu_seconds(pids)
    busy = proc.machine_busy_seconds()
    result = load.run(scenario, peer.url(scenario), options.seconds, options.load_core, rate)
    busy = proc.machine_busy_seconds() - busy
    user, system, total = (after - at for after, at in zip(proc.cpu_seconds(pids), before))
    n = max(1, result.requests)
    figures = {"rate": result.requests / result.seconds, "errors": result.errors, "machine_us": busy / n * 1e6}
    figures.update(result.percentiles_us or {})
    if pids:
        share = user / max(1e-9, user + system)
        cpu = total / n * 1e6
        figures.update(cpu_us=cpu, user_us=cpu * share, system_us=cpu * (1 - share), memory_mb=proc.resident_kb(pids) / 1024)
    if scenario.body_bytes >= 1_000_000:
        figures["mb_per_s"] = figures["rate"] * scenario.body_bytes / 1e6
    return figures


def idle_turn(scenario, peer):
    """What a connection that waits costs in memory."""
    before = peer.memory_kb()
    connections = load.IdleConnections(scenario, peer.url(scenario))
    try:
        time.sleep(1)
        after = peer.memory_kb()
    finally:
        connections.close()
    time.sleep(1)
    return {"kb_per_connection": (after - before) / scenario.connections, "memory_mb": after / 1024}


def first_turn(scenario, peer, options, rate):
    """The first seconds of a node that has stood by without any load, and as many when everything is warm."""
    peer.stop()
    peer.start(options.proxy_core)
    time.sleep(STAND_BY_SECONDS)
    run = lambda seconds, at: load.run(scenario, peer.url(scenario), seconds, options.load_core, at)  # noqa: E731
    first = run(FIRST_SECONDS, rate)
    run(2 * options.warmup, None)
    steady = run(FIRST_SECONDS, rate)
    return {"rate": first.requests / first.seconds, "errors": first.errors + steady.errors,
            "first_p99": first.percentiles_us["p99"], "steady_p99": steady.percentiles_us["p99"],
            "first_to_steady": first.percentiles_us["p99"] / steady.percentiles_us["p99"]}


def warm_up(scenario, peer, options):
    """Load until nothing is compiled any more: the last three turns cost no less than one before them. At least and at most a number of turns."""
    costs = []
    while len(costs) * options.seconds < MOST_WARMUP_SECONDS:
        costs.append(turn(scenario, peer, options, None)["cpu_us"])
        if len(costs) * options.seconds >= options.warmup and len(costs) > 3 and min(costs[-3:]) > 0.95 * min(costs[:-3]):
            break


def play(scenario, peers, options):
    if scenario.tool == "s_time":
        peers = [peer for peer in peers if not isinstance(peer, Direct)]  # which has no TLS
    rounds = {peer.name: [] for peer in peers}
    rate = None
    if scenario.tool == "idle":
        for peer in peers:
            if not isinstance(peer, Direct):
                warm_up(BY_NAME["http-keepalive-64"], peer, options)
                rounds[peer.name].append(idle_turn(scenario, peer))
        return report.summary({name: r for name, r in rounds.items() if r})
    for peer in peers:
        if isinstance(peer, Solera) and scenario.tool != "h2load-first":
            warm_up(scenario, peer, options)
        elif not isinstance(peer, Solera):
            result = load.run(scenario, peer.url(scenario), 2, options.load_core)
            if peer.name == "haproxy" and scenario.tool in ("h2load-half", "h2load-first"):
                rate = result.requests / result.seconds / 2
    if scenario.tool == "h2load-first":
        for _ in range(options.rounds):
            for peer in peers:
                if not isinstance(peer, Direct):
                    rounds[peer.name].append(first_turn(scenario, peer, options, rate))
        return report.summary({name: r for name, r in rounds.items() if r})
    for _ in range(options.rounds):
        for peer in peers:
            rounds[peer.name].append(turn(scenario, peer, options, rate))
    return report.summary(rounds)


def main(args):
    options = arguments(args)
    wanted = [BY_NAME[name] for name in options.scenario] or ALL
    for tool in ("wrk", "h2load", "openssl", "nginx", "haproxy"):
        if not shutil.which(tool):
            sys.exit(f"{tool} is missing. On Debian: apt-get install wrk nghttp2-client openssl nginx libnginx-mod-stream haproxy")
    work = tempfile.mkdtemp(prefix="solera-compare.")
    os.chmod(work, 0o755)
    backend = Backend("backend", BACKEND_PORT, work, BACKEND_PORT)
    peers = make_peers(options, work)
    started = []
    results = {}
    try:
        for peer, core in [(backend, options.load_core)] + [(peer, options.proxy_core) for peer in peers]:
            started.append(peer)
            peer.start(core)
        for scenario in wanted:
            if scenario.missing:
                print(f"\n{scenario.name}\n  not yet: Solera has no {scenario.missing.removeprefix('an ')}")
                results[scenario.name] = {"not yet": scenario.missing}
                continue
            results[scenario.name] = play(scenario, peers, options)
            report.print_table(scenario.name, results[scenario.name])
    finally:
        for peer in reversed(started):
            peer.stop()
        shutil.rmtree(work, ignore_errors=True)
    told = {
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, Linux {platform.release()}",
        "versions": {peer.name: peer.version() for peer in peers if hasattr(peer, "version")},
        "options": {key: value for key, value in vars(options).items() if key not in ("json", "scenario")},
        "scenarios": results,
    }
    with open(options.json, "w") as file:
        json.dump(told, file, indent=1)
    print(f"\n{options.json}")
    return 0

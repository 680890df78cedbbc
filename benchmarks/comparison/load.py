"""Who asks: one run of load, its requests, and how long answers took."""

import json
import os
import re
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass

HERE = os.path.dirname(os.path.realpath(__file__))


@dataclass
class Result:
    requests: int
    seconds: float
    errors: int = 0
    percentiles_us: dict = None  # "p50", "p99", "p99.9"


def run(scenario, url, seconds, core, rate=None):
    """Runs the scenario's load for so long, on one core; `rate` is requests a second where the tool takes one."""
    started = time.monotonic()
    if scenario.tool == "wrk":
        return _wrk(scenario, url, seconds, core)
    if scenario.tool.startswith("h2load"):
        return _h2load(scenario, url, seconds, core, rate)
    if scenario.tool == "s_time":
        return _s_time(url, seconds, core, started)
    raise ValueError(scenario.tool)


def _on(core, *command):
    return ["taskset", "-c", str(core), *map(str, command)]


def _output(command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout[-500:]}")
    return done.stdout


def _wrk(scenario, url, seconds, core):
    header = ["-H", "Connection: close"] if scenario.close else []
    out = _output(_on(core, "wrk", "-t1", f"-c{scenario.connections}", f"-d{seconds}s", "--timeout", "10s", *header,
                      "-s", os.path.join(HERE, "etc", "report.lua"), url))
    told = json.loads(out[out.index("{\"requests"):].splitlines()[0])
    return Result(told["requests"], told["seconds"], told["errors"], told["us"])


def _h2load(scenario, url, seconds, core, rate):
    with tempfile.NamedTemporaryFile() as log:
        http1 = ["--h1"] if url.startswith("http:") else []  # nobody has HTTP/2 in the clear here
        paced = [f"--rps={rate / scenario.connections:.1f}"] if rate else []
        out = _output(_on(core, "h2load", "-t1", f"-c{scenario.connections}", f"-m{scenario.streams}", f"-D{seconds}",
                          f"--log-file={log.name}", *http1, *paced, url))
        with open(log.name) as lines:
            took = sorted(int(line.split()[2]) for line in lines)
    counts = re.search(r"(\d+) total.* (\d+) succeeded, (\d+) failed, (\d+) errored", out)
    if not counts or not took:
        raise RuntimeError(f"h2load: {out[-500:]}")
    pick = lambda q: took[min(len(took) - 1, int(q * len(took)))]  # noqa: E731
    errors = int(counts[3]) + int(counts[4])
    return Result(len(took), seconds, errors, {"p50": pick(.5), "p99": pick(.99), "p99.9": pick(.999)})


def _s_time(url, seconds, core, started):
    address, path = re.match(r"https://([^/]+)(/.*)", url).groups()
    # With TLS 1.3 s_time does not wait for the ticket that it would resume with.
    out = _output(_on(core, "openssl", "s_time", "-connect", address, "-www", path, "-reuse", "-tls1_2", "-time", seconds))
    count = int(re.search(r"(\d+) connections in \d+ real seconds", out)[1])
    return Result(count, time.monotonic() - started)


class IdleConnections:
    """Connections that made one request each and then wait."""

    def __init__(self, scenario, url):
        port, path = re.match(r"http://127.0.0.1:(\d+)(/.*)", url).groups()
        request = f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()
        self.sockets = []
        for _ in range(scenario.connections):
            client = socket.create_connection(("127.0.0.1", int(port)), timeout=10)
            client.sendall(request)
            if not client.recv(4096).startswith(b"HTTP/1.1 200"):
                raise RuntimeError("an idle connection was not answered")
            self.sockets.append(client)

    def close(self):
        for client in self.sockets:
            client.close()

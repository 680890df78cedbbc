"""Who is asked: each peer is started once, with all its listeners, on the proxies' core."""

import glob
import os
import re
import shutil
import socket
import string
import subprocess
import time

from . import proc
from .scenarios import HTTP, LOG, MANY, RULES, TCP, TLS

HERE = os.path.dirname(os.path.realpath(__file__))
ETC = os.path.join(HERE, "etc")


def fill(source, target, **values):
    """Writes a configuration from its template."""
    with open(source) as file:
        text = string.Template(file.read()).substitute(values)
    with open(target, "w") as file:
        file.write(text)


def await_port(port, process, seconds=90):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"{process.args}: ended with {process.returncode}; see its output.log")
        time.sleep(0.05)
    raise RuntimeError(f"port {port}: nobody listens after {seconds} s")


class Peer:
    """A proxy in processes of its own."""

    def __init__(self, name, base, work, server):
        self.name, self.base, self.server = name, base, server
        self.dir = os.path.join(work, name)
        os.makedirs(self.dir, exist_ok=True)
        self.process = None
        self.values = dict(server=server, dir=self.dir, http=base + HTTP, tcp=base + TCP, many=base + MANY,
                           tls=base + TLS, rules=base + RULES, log=base + LOG)

    def url(self, scenario):
        return scenario.url(self.base)

    def pids(self):
        return proc.tree(self.process.pid)

    def memory_kb(self):
        """Resident memory."""
        return proc.resident_kb(self.pids())

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def _start(self, core, *command):
        with open(os.path.join(self.dir, "output.log"), "w") as log:
            self.process = subprocess.Popen(["taskset", "-c", str(core), *command], stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=subprocess.STDOUT)
        await_port(self.base + HTTP, self.process)


class Direct(Peer):
    """No proxy at all: what load and server cost by themselves."""

    def start(self, core):
        pass

    def url(self, scenario):
        return f"http://127.0.0.1:{self.server}{scenario.path}"

    def pids(self):
        return []


class Backend(Peer):
    """The server behind all of them."""

    def start(self, core):
        www = os.path.join(self.dir, "www")
        os.makedirs(www, exist_ok=True)
        for name, size in (("small", 100), ("10k", 10_000), ("1m", 1_000_000)):
            with open(os.path.join(www, name), "w") as file:
                file.write("x" * size)
        for path in (self.dir, www):
            os.chmod(path, 0o755)  # nginx's worker is another user
        config = os.path.join(self.dir, "backend.conf")
        fill(os.path.join(ETC, "backend.conf"), config, dir=self.dir, server=self.base)
        self._start(core, "nginx", "-c", config)


class Haproxy(Peer):
    def __init__(self, name, base, work, server, certificate, binary="haproxy"):
        super().__init__(name, base, work, server)
        self.binary, self.certificate = binary, certificate

    def start(self, core):
        shutil.copy(self.certificate, os.path.join(self.dir, "site.pem"))
        config = os.path.join(self.dir, "haproxy.cfg")
        fill(os.path.join(ETC, "haproxy.cfg"), config, **self.values)
        self._start(core, self.binary, "-db", "-f", config)

    def version(self):
        out = subprocess.run([self.binary, "-v"], capture_output=True, text=True).stdout
        return out.splitlines()[0]


class Nginx(Peer):
    def __init__(self, name, base, work, server, certificate, binary="nginx"):
        super().__init__(name, base, work, server)
        self.binary, self.certificate = binary, certificate

    def start(self, core):
        shutil.copy(self.certificate, os.path.join(self.dir, "site.pem"))
        config = os.path.join(self.dir, "nginx.conf")
        thousand = f"    server 127.0.0.1:{self.server};\n" * 1000
        fill(os.path.join(ETC, "nginx.conf"), config, thousand=thousand, **self.values)
        self._start(core, self.binary, "-c", config)

    def version(self):
        return subprocess.run([self.binary, "-v"], capture_output=True, text=True).stderr.strip()


class Solera(Peer):
    """The whole distribution, unpacked: a folder or an archive."""

    def __init__(self, name, base, work, server, certificate, distribution, transport="auto", jar=None):
        super().__init__(name, base, work, server)
        self.distribution, self.certificate, self.jar = distribution, certificate, jar
        self.values.update(management=base + 8, ssh=base + 9, transport=transport)
        self.home = os.path.join(self.dir, "home")
        self.pid = None

    def start(self, core):
        shutil.rmtree(self.home, ignore_errors=True)
        os.makedirs(self.home)
        subprocess.run(["tar", "-xzf", self.distribution, "-C", self.home, "--strip-components=1"], check=True)
        if self.jar:
            bundle, = glob.glob(os.path.join(self.home, "system/dev/solera/dev.solera.proxy/*/*.jar"))
            shutil.copy(self.jar, bundle)
        etc = os.path.join(self.home, "etc")
        shutil.copy(self.certificate, os.path.join(etc, "site.pem"))
        os.chmod(os.path.join(etc, "site.pem"), 0o600)
        for source in glob.glob(os.path.join(ETC, "solera", "*.cfg")):
            fill(source, os.path.join(etc, os.path.basename(source)), **self.values)
        done = subprocess.run(["taskset", "-c", str(core), os.path.join(self.home, "bin", "solera"), "start"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise RuntimeError(f"{self.name}: {done.stdout}")
        with open(os.path.join(self.home, "data", "solera", "pid")) as file:
            self.pid = int(file.read().split()[0])
        await_port(self.base + HTTP, None)

    def pids(self):
        return proc.tree(self.pid)

    def memory_kb(self):
        """The live heap after a full collection, and what is resident outside the heap."""
        subprocess.run(["jcmd", str(self.pid), "GC.run"], check=True, capture_output=True)
        info = subprocess.run(["jcmd", str(self.pid), "GC.heap_info"], check=True, capture_output=True, text=True).stdout
        heap = re.search(r"used (\d+)K \[(0x[0-9a-f]+), (0x[0-9a-f]+)", info)
        place = int(heap[2], 16), int(heap[3], 16)
        return int(heap[1]) + proc.resident_kb(self.pids(), [place])

    def version(self):
        return os.path.basename(self.distribution) + (f" with {os.path.basename(self.jar)}" if self.jar else "")

    def stop(self):
        if self.pid:
            subprocess.run([os.path.join(self.home, "bin", "solera"), "stop"], stdout=subprocess.DEVNULL)

"""What is asked. A scenario is one kind of traffic through one listener that every peer has."""

from dataclasses import dataclass

# Listeners, the same for every peer; a peer adds its own base to them.
HTTP, TCP, MANY, TLS, RULES, LOG = range(6)


@dataclass(frozen=True)
class Scenario:
    name: str
    listener: int
    tool: str
    path: str = "/small"
    connections: int = 64
    streams: int = 1
    close: bool = False
    tls: bool = False
    body_bytes: int = 100
    missing: str = ""  # what Solera does not have yet; then it is not run

    def url(self, base):
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{base + self.listener}{self.path}"


ALL = [
    Scenario("http-keepalive-64", HTTP, "wrk"),
    Scenario("http-keepalive-1000", HTTP, "wrk", connections=1000),
    Scenario("http-10kB", HTTP, "wrk", path="/10k", body_bytes=10_000),
    Scenario("http-1MB", HTTP, "wrk", path="/1m", connections=16, body_bytes=1_000_000),
    Scenario("http-close", HTTP, "wrk", close=True),
    Scenario("http-half-rate", HTTP, "h2load-half"),
    Scenario("http-first-5s", HTTP, "h2load-first"),
    Scenario("http-1000-servers", MANY, "wrk"),
    Scenario("tcp-keepalive", TCP, "wrk"),
    Scenario("tcp-1MB", TCP, "wrk", path="/1m", connections=16, body_bytes=1_000_000),
    Scenario("tcp-close", TCP, "wrk", close=True),
    Scenario("idle-8000", HTTP, "idle", connections=8000),
    Scenario("tls-keepalive", TLS, "wrk", tls=True),
    Scenario("tls-full-handshake", TLS, "wrk", tls=True, close=True),
    Scenario("tls-resumed", TLS, "s_time", tls=True),
    Scenario("h2-1-stream", TLS, "h2load", tls=True, connections=16),
    Scenario("h2-100-streams", TLS, "h2load", tls=True, connections=16, streams=100),
    Scenario("access-log", LOG, "wrk", missing="an access log"),
    Scenario("http-200-rules", RULES, "wrk", missing="rules"),
]

BY_NAME = {scenario.name: scenario for scenario in ALL}

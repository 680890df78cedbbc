"""A server and a client of gRPC, by Python's grpcio.

server [certificate]                : prints its port, serves until its standard input ends
client address [certificate name]   : calls whatever the server has and prints a line for each call
"""

import re
import sys
from concurrent import futures

import grpc


def split(file):
    with open(file) as pem:
        text = pem.read()
    part = lambda what: re.search(f"-----BEGIN {what}-----.*?-----END {what}-----\n", text, re.S)[0].encode()  # noqa: E731
    return part("PRIVATE KEY"), part("CERTIFICATE")


def unary(request, context):
    context.set_trailing_metadata((("x-length", str(len(request))), ("x-seen", dict(context.invocation_metadata()).get("x-sent", "")),))
    return request


def fail(request, context):
    context.abort(grpc.StatusCode.NOT_FOUND, "nothing is here: ä")


def count(request, context):
    for i in range(int(request)):
        yield str(i).encode()


def total(requests, context):
    return str(sum(int(r) for r in requests)).encode()


def chat(requests, context):
    for request in requests:
        yield request.upper()


def late(request, context):
    done = futures.Future()
    context.add_callback(lambda: done.set_result(None))
    done.result(60)
    sys.stderr.write("cancelled\n")
    sys.stderr.flush()
    return b""


def serve(certificate):
    server = grpc.server(futures.ThreadPoolExecutor(32))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("test.Echo", {
        "Unary": grpc.unary_unary_rpc_method_handler(unary),
        "Fail": grpc.unary_unary_rpc_method_handler(fail),
        "Late": grpc.unary_unary_rpc_method_handler(late),
        "Count": grpc.unary_stream_rpc_method_handler(count),
        "Total": grpc.stream_unary_rpc_method_handler(total),
        "Chat": grpc.stream_stream_rpc_method_handler(chat),
    }),))
    if certificate:
        port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([split(certificate)]))
    else:
        port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    sys.stdin.read()
    server.stop(0)


def say(name, value):
    print(name, value, flush=True)


def status(call):
    try:
        call()
        return "OK"
    except grpc.RpcError as e:
        return f"{e.code().name} {e.details()}"


def call(address, certificate, name):
    if certificate:
        channel = grpc.secure_channel(address, grpc.ssl_channel_credentials(split(certificate)[1]),
                                      (("grpc.ssl_target_name_override", name),))
    else:
        channel = grpc.insecure_channel(address)
    with channel:
        method = lambda kind, name: getattr(channel, kind)("/test.Echo/" + name)  # noqa: E731
        response, told = method("unary_unary", "Unary").with_call(b"hello", metadata=(("x-sent", "1"),), timeout=20)
        trailers = dict(told.trailing_metadata())
        say("unary", f"{response.decode()} {trailers.get('x-length')} {trailers.get('x-seen')}")
        say("large", len(method("unary_unary", "Unary")(b"x" * 3_000_000, timeout=20)))
        say("fail", status(lambda: method("unary_unary", "Fail")(b"", timeout=20)))
        say("unknown", status(lambda: method("unary_unary", "None")(b"", timeout=20)).split()[0])
        say("count", sum(int(i) for i in method("unary_stream", "Count")(b"1000", timeout=20)))
        say("total", method("stream_unary", "Total")((str(i).encode() for i in range(1000)), timeout=20).decode())
        chat = method("stream_stream", "Chat")
        said = []
        turn = futures.Future()

        def talk():
            yield b"one"
            turn.result(20)  # not before the first answer has come
            yield b"two"

        for answer in chat(talk(), timeout=20):
            said.append(answer.decode())
            if len(said) == 1:
                turn.set_result(None)
        say("chat", " ".join(said))
        say("late", status(lambda: method("unary_unary", "Late")(b"", timeout=1)).split()[0])
        calls = [method("unary_unary", "Unary").future(str(i).encode(), timeout=20) for i in range(500)]
        say("many", sum(c.result() == str(i).encode() for i, c in enumerate(calls)))


if sys.argv[1] == "server":
    serve(sys.argv[2] if len(sys.argv) > 2 else None)
else:
    call(sys.argv[2], *(sys.argv[3:5] if len(sys.argv) > 3 else (None, None)))

"""A web server: / is its name, /stream a line every tenth of a second for as long as somebody reads. Argument: name."""
import http.server
import sys
import time

NAME = sys.argv[1]


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        if self.path != "/stream":
            self.wfile.write(NAME.encode())
            return
        try:
            for number in range(6000):
                self.wfile.write(f"{NAME} {number}\n".encode())
                time.sleep(0.1)
        except OSError:
            pass

    def log_message(self, *arguments):
        pass


http.server.ThreadingHTTPServer(("0.0.0.0", 80), Page).serve_forever()

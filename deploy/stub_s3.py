"""A stand-in for S3 on 127.0.0.1 as far as scripts/publish-model sees it: it keeps what is put."""

import http.server
import threading


class StubS3:
    """A context manager: listens while it is open. `url` is for AWS_ENDPOINT_URL."""

    def __init__(self):
        # By bucket/key.
        self.objects = {}
        # Code and message with which all is refused.
        self.refusal = None
        # What is wrong with a request.
        self.faults = []

    def __enter__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self.url = "http://127.0.0.1:%d" % self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def put(self, place, condition, body):
        """The status, and of a refusal the code and the message."""
        if self.refusal:
            return 403, *self.refusal
        if condition != "*":
            self.faults.append("PutObject of %s may overwrite" % place)
        if place in self.objects:
            return 412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"
        self.objects[place] = body
        return 200, "", ""


def handler_of(stub):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if "aws-chunked" in self.headers.get("Content-Encoding", ""):
                stub.faults.append("PutObject came in chunks")
            status, code, message = stub.put(self.path.lstrip("/"), self.headers["If-None-Match"], body)
            error = "<Error><Code>%s</Code><Message>%s</Message></Error>" % (code, message) if code else ""
            self.send_response(status)
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(error.encode())))
            self.end_headers()
            self.wfile.write(error.encode())

        def log_message(self, *_):
            pass

    return Handler

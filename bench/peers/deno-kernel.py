"""Deno's Jupyter kernel, told what to do by lines of JSON on stdin, a line of JSON back for each: the milliseconds that
Jupyter's own client measured. usage: deno-kernel.py DENO; needs jupyter_client.
{"do":"start"} until the reply to 1 + 1 · {"do":"run","code":…} until reply and idle · {"do":"interrupt"} · {"do":"stop"}"""
import json, os, signal, socket, subprocess, sys, tempfile, time, uuid
import zmq
from jupyter_client.session import Session

context = zmq.Context()


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Kernel:
    def __init__(self, deno):
        ports = free_ports(5)
        key = uuid.uuid4().hex
        names = ["shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"]
        connection = dict(zip(names, ports), ip="127.0.0.1", key=key, transport="tcp", signature_scheme="hmac-sha256", kernel_name="deno")
        self.file = tempfile.mktemp(suffix=".json")
        with open(self.file, "w") as file:
            json.dump(connection, file)
        self.session = Session(key=key.encode())
        self.started = time.perf_counter()
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen([deno, "jupyter", "--kernel", "--conn", self.file], stdin=quiet, stdout=quiet, stderr=quiet)
        self.shell = self.connect(zmq.DEALER, ports[0])
        self.iopub = self.connect(zmq.SUB, ports[1])
        self.control = self.connect(zmq.DEALER, ports[3])

    def connect(self, kind, port):
        made = context.socket(kind)
        made.setsockopt(zmq.LINGER, 0)
        made.setsockopt(zmq.RECONNECT_IVL, 2)
        made.setsockopt(zmq.RCVHWM, 0)
        if kind == zmq.SUB:
            made.setsockopt(zmq.SUBSCRIBE, b"")
        else:
            made.setsockopt(zmq.IDENTITY, self.session.bsession)
        made.connect(f"tcp://127.0.0.1:{port}")
        return made

    def send(self, code):
        content = dict(code=code, silent=False, store_history=False, user_expressions={}, allow_stdin=False, stop_on_error=True)
        message = self.session.msg("execute_request", content)
        self.session.send(self.shell, message)
        return message["header"]["msg_id"]

    def reply(self, id):
        while True:
            _, message = self.session.recv(self.shell, mode=0)
            if message["parent_header"].get("msg_id") == id:
                return message["content"]

    def run(self, code):
        start = time.perf_counter()
        id = self.send(code)
        is_idle, status = False, None
        poller = zmq.Poller()
        poller.register(self.shell, zmq.POLLIN)
        poller.register(self.iopub, zmq.POLLIN)
        while not is_idle or status is None:
            ready = dict(poller.poll(60_000))
            if not ready:
                raise TimeoutError("no answer within a minute")
            if self.iopub in ready:
                _, message = self.session.recv(self.iopub)
                if message and message["parent_header"].get("msg_id") == id and message["msg_type"] == "status":
                    is_idle = message["content"]["execution_state"] == "idle"
            if self.shell in ready:
                _, message = self.session.recv(self.shell)
                if message["parent_header"].get("msg_id") == id:
                    status = message["content"]["status"]
        return time.perf_counter() - start, status

    def warm(self):
        self.reply(self.send("1 + 1"))
        # Until the broadcasts are heard: what was said before is lost to a subscriber.
        time.sleep(0.5)
        while self.iopub.poll(50):
            self.session.recv(self.iopub)

    def interrupt(self):
        id = self.send("while (true) {}")
        time.sleep(0.3)
        start = time.perf_counter()
        self.session.send(self.control, self.session.msg("interrupt_request", {}))
        self.reply(id)
        return time.perf_counter() - start

    def stop(self):
        self.process.kill()
        self.process.wait()
        for one in (self.shell, self.iopub, self.control):
            one.close()
        os.unlink(self.file)


def main():
    deno = sys.argv[1]
    kernel = None
    for line in sys.stdin:
        order = json.loads(line)
        seconds, status = 0, "ok"
        if order["do"] == "start":
            kernel = Kernel(deno)
            kernel.reply(kernel.send("1 + 1"))
            seconds = time.perf_counter() - kernel.started
            kernel.warm()
        elif order["do"] == "run":
            seconds, status = kernel.run(order["code"])
        elif order["do"] == "interrupt":
            seconds = kernel.interrupt()
        elif order["do"] == "stop":
            kernel.stop()
        print(json.dumps(dict(ms=seconds * 1000, status=status, pid=kernel.process.pid)), flush=True)


main()

"""A TCP relay before a server: counts what passes, makes it slow, holds it, or breaks it."""

import socket
import threading
import time


class Relay:
    """Listens on a free port of 127.0.0.1 and passes everything on to `target` (a port of it)."""

    def __init__(self, target):
        self.target = target
        self.delay = 0.0  # seconds before each piece that goes to the server
        self.to_server = self.to_client = 0
        self.most = None  # bytes to the server after which all is held, until it is released
        self.held = threading.Event()
        self._lock = threading.Lock()
        self.flowing = threading.Event()
        self.flowing.set()
        self._sockets = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def release(self):
        """What was held goes on."""
        with self._lock:
            self.most = None
            self.flowing.set()

    def close(self):
        self.release()
        for each in [self._listener, *self._sockets]:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            each.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                return
            self._sockets += [client, server]
            threading.Thread(target=self._pass, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client, False), daemon=True).start()

    def _look(self):
        with self._lock:
            if self.most is not None and self.to_server >= self.most:
                self.flowing.clear()
                self.held.set()

    def _pass(self, source, sink, up):
        try:
            while piece := source.recv(65536):
                self._look()
                self.flowing.wait()
                if up:
                    time.sleep(self.delay)
                    self.to_server += len(piece)
                else:
                    self.to_client += len(piece)
                sink.sendall(piece)
        except OSError:
            pass
        finally:
            for each in (source, sink):
                try:
                    each.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

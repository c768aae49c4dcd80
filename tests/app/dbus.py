"""As much of D-Bus as a desktop's notifications need (dbus.freedesktop.org/doc/dbus-specification.html)."""

import os
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

CALL, REPLY, SIGNAL = 1, 2, 4
PATH, INTERFACE, MEMBER, REPLY_TO, TO, SENDER, SIGNATURE = 1, 2, 3, 5, 6, 7, 8
BUS = "org.freedesktop.DBus"


class Writing:
    """Values one after the other, little-endian, each where it must begin."""

    def __init__(self, content: bytes = b"") -> None:
        self.content = bytearray(content)

    def to(self, multiple: int) -> "Writing":
        self.content += bytes(-len(self.content) % multiple)
        return self

    def number(self, value: int) -> "Writing":
        self.to(4).content += struct.pack("<I", value)
        return self

    def text(self, value: str) -> "Writing":
        self.number(len(value.encode())).content += value.encode() + b"\0"
        return self

    def signature(self, value: str) -> "Writing":
        self.content += bytes([len(value)]) + value.encode() + b"\0"
        return self

    def texts(self, values: Sequence[str]) -> "Writing":
        return self.list_of([lambda one=one: self.text(one) for one in values], 4)

    def list_of(self, members: Sequence[Any], multiple: int) -> "Writing":
        """Of members that each begin at such a multiple."""
        self.number(0)
        at = len(self.content)
        begin = len(self.to(multiple).content)
        for write in members:
            self.to(multiple)
            write()
        self.content[at - 4 : at] = struct.pack("<I", len(self.content) - begin)
        return self


class Reading:
    """The same values read again."""

    def __init__(self, content: bytes, at: int = 0) -> None:
        self.content, self.at = content, at

    def to(self, multiple: int) -> None:
        self.at += -self.at % multiple

    def number(self) -> int:
        self.to(4)
        self.at += 4
        return int.from_bytes(self.content[self.at - 4 : self.at], "little")

    def text(self) -> str:
        return self._text(self.number())

    def signature(self) -> str:
        self.at += 1
        return self._text(self.content[self.at - 1])

    def texts(self) -> list[str]:
        end = self.number() + self.at
        found = []
        while self.at < end:
            found.append(self.text())
        return found

    def _text(self, size: int) -> str:
        self.at += size + 1
        return self.content[self.at - size - 1 : self.at - 1].decode()


@dataclass(frozen=True)
class Message:
    kind: int
    serial: int
    fields: dict[int, Any]
    body: bytes


class Connection:
    """To a bus at an address that begins with `unix:path=`, greeted and named."""

    def __init__(self, address: str, name: str) -> None:
        path = dict(pair.split("=", 1) for pair in address.split(":", 1)[1].split(","))["path"]
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(path)
        self._file = self._socket.makefile("rb")
        self._socket.sendall(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\n")
        assert self._file.readline().startswith(b"OK")
        self._socket.sendall(b"BEGIN\r\n")
        self._sent = 0
        self._ask("Hello")
        self._ask("RequestName", Writing().text(name).number(0), "su")

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def reply(self, to: Message, body: Writing | None = None, signature: str = "") -> None:
        self._send(REPLY, {REPLY_TO: to.serial, TO: to.fields[SENDER]}, body, signature)

    def signal(self, path: str, interface: str, member: str, body: Writing, signature: str) -> None:
        self._send(SIGNAL, {PATH: path, INTERFACE: interface, MEMBER: member}, body, signature)

    def next(self) -> Message | None:
        """None once the connection is closed."""
        head = self._file.read(16)
        if len(head) < 16:
            return None
        body_size, serial, fields_size = struct.unpack("<III", head[4:])
        reading = Reading(head + self._file.read(fields_size + -fields_size % 8), 16)
        fields: dict[int, Any] = {}
        while reading.at < 16 + fields_size:
            reading.to(8)
            reading.at += 1
            name = reading.content[reading.at - 1]
            kind = reading.signature()
            fields[name] = {"u": reading.number, "g": reading.signature}.get(kind, reading.text)()
        return Message(head[1], serial, fields, self._file.read(body_size))

    def _ask(self, member: str, body: Writing | None = None, signature: str = "") -> None:
        path = "/" + BUS.replace(".", "/")
        self._send(CALL, {PATH: path, INTERFACE: BUS, MEMBER: member, TO: BUS}, body, signature)

    def _send(self, kind: int, fields: dict[int, Any], body: Writing | None, signature: str) -> None:
        self._sent += 1
        content = bytes(body.content) if body else b""
        head = Writing(struct.pack("<cBBBII", b"l", kind, 0, 1, len(content), self._sent))
        named = fields | ({SIGNATURE: signature} if signature else {})
        head.list_of([lambda one=one: self._field(head, *one) for one in named.items()], 8).to(8)
        self._socket.sendall(bytes(head.content) + content)

    def _field(self, head: Writing, name: int, value: Any) -> None:
        head.content.append(name)
        kind = {PATH: "o", REPLY_TO: "u", SIGNATURE: "g"}.get(name, "s")
        head.signature(kind)
        {"u": head.number, "g": head.signature}.get(kind, head.text)(value)

"""A push service on loopback for Firefox: its own protocol on a web socket, RFC 8030 on the other side."""

import asyncio
import json
import os
from base64 import urlsafe_b64encode
from threading import Condition, Event, Thread
from typing import Any

from aiohttp import WSMsgType, web


class PushRelay:
    """Runs while entered. acknowledged: what the browser said of each message; 100, its worker took it."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.acknowledged: list[int] = []
        self._sockets: dict[str, web.WebSocketResponse] = {}
        self._channels: dict[str, str] = {}
        self._came = Condition()
        self._started = Event()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> "PushRelay":
        self._thread.start()
        assert self._started.wait(60)
        return self

    def __exit__(self, *_rest: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def preferences(self) -> dict[str, object]:
        """What tells a Firefox to subscribe here, and to show notifications without anyone to ask."""
        return {
            "dom__push__serverURL": f"ws://127.0.0.1:{self.port}/",
            "dom__push__testing__allowInsecureServerURL": True,
            "dom__push__testing__ignorePermission": True,
            "dom__push__connection__enabled": True,
            "dom__push__userAgentID": "",
            "permissions__default__desktop-notification": 1,
            "dom__webnotifications__requireuserinteraction": False,
            "alerts__useSystemBackend": False,  # there is no desktop here, and showNotification would throw
        }

    def until(self, count: int, within_s: float = 60) -> None:
        """Returns once the browser has said of so many messages that it took them."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.acknowledged) >= count, within_s), self.sizes

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._started.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_post("/wpush/{channel}", self._take)
        app.router.add_get("/{path:.*}", self._speak)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        [listening] = self._runner.addresses
        self.port: int = listening[1]

    async def _take(self, request: web.Request) -> web.Response:
        channel, body = request.match_info["channel"], await request.read()
        if channel not in self._channels:
            return web.Response(status=410)
        self.sizes.append(len(body))
        message = {
            "messageType": "notification",
            "channelID": channel,
            "version": os.urandom(16).hex(),
            "ttl": int(request.headers["TTL"]),
            "data": urlsafe_b64encode(body).decode().rstrip("="),
            "headers": {"encoding": request.headers["Content-Encoding"]},
        }
        await self._sockets[self._channels[channel]].send_json(message)
        return web.Response(status=201, headers={"Location": f"{self.origin}/message/{message['version']}"})

    async def _speak(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("push-notification",))
        await socket.prepare(request)
        agent = os.urandom(16).hex()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                agent = await self._answer(socket, json.loads(message.data), agent)
        return socket

    async def _answer(self, socket: web.WebSocketResponse, said: dict[str, Any], agent: str) -> str:
        kind = said.get("messageType", "ping")
        if kind == "hello":
            agent = said.get("uaid") or agent
            self._sockets[agent] = socket
            hello = {"uaid": agent, "status": 200, "use_webpush": True, "broadcasts": {}}
            await socket.send_json({"messageType": kind, **hello})
        elif kind in ("register", "unregister"):
            channel = said["channelID"]
            self._channels.pop(channel, None)
            if kind == "register":
                self._channels[channel] = agent
            told = {"channelID": channel, "status": 200, "pushEndpoint": f"{self.origin}/wpush/{channel}"}
            await socket.send_json({"messageType": kind, **told})
        elif kind == "ping":
            await socket.send_str("{}")
        elif kind in ("ack", "nack"):  # ack: 100 delivered, 101 not decrypted; nack: 302, what took it threw
            codes = [one.get("code", 100) for one in said.get("updates", [said])]
            with self._came:
                self.acknowledged += codes
                self._came.notify_all()
        return agent

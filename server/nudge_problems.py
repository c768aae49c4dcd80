"""What can go wrong with subscriptions, slots, and the worker that sends them (PROTOCOL 10)."""

from http import HTTPStatus

from server.problems import Problem


class PushServiceRefused(Problem):
    """The endpoint is of no push service this server sends to. Nudges cannot reach this phone; it says so."""

    type = "push-service-refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This server does not send to that push service."


class UnknownPushKey(Problem):
    """Subscribed for a key that is not ours. The phone subscribes anew with the first of `keys`."""

    type = "unknown-push-key"
    status = HTTPStatus.CONFLICT
    title = "The subscription was made for another key."


class NotSubscribed(Problem):
    """There is no subscription to send to. The phone puts one first."""

    type = "not-subscribed"
    status = HTTPStatus.CONFLICT
    title = "This phone has no subscription here."


class WorkerLate(Problem):
    """No worker has been alive for two minutes: nudges are not sent. Whoever runs the server starts one."""

    type = "worker-late"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "Nudges are not being sent at the moment."

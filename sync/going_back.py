"""What a server that lied has left behind, mended without a loss (PROTOCOL 7, "Trying again")."""

from collections.abc import Collection
from dataclasses import replace

from sync.chain import DeviceId
from sync.core import Core, Unfolded
from sync.steps import Step


def go_back(core: Core) -> None:
    """Let go of what was found and of our place in the log: all that it has shown, it is to show again.

    What the server only said, of its head and of what it took, is let go of as well. Nothing is dropped but
    stubs that no change vouches for, and they hold nothing. One durable step, `resumed`.
    """
    with core.replica.step("resumed") as step:
        step.forget_loose_stubs()
        before, shown = step.standing, step.shown()
        taken = {device: shown.get(device, 0) for device in before.taken}
        heads = {**before.heads, **step.heads_before(before.floor)}
        told = before.floor + step.owe_log(before.floor)
        step.standing = replace(
            before, found="", seq=before.floor, back=0, heads=heads, told=told, taken=taken, shown=(),
            vault=replace(before.vault, version=0),
        )  # fmt: skip
    core.unfolded = Unfolded()


def let_go_of(step: Step, strangers: Collection[DeviceId]) -> None:
    """Drop devices that no root ever let in, and what they are said to have written: none of it is ours."""
    for device in strangers:
        step.forget_device(device)
    standing = step.standing
    devices = [device for device in standing.vault.devices if device.id not in strangers]
    heads = {device: head for device, head in standing.heads.items() if device not in strangers}
    step.standing = replace(standing, vault=replace(standing.vault, devices=devices), heads=heads)

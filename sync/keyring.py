"""The roots of an unlocked journal, all its epochs, and what they vouch for (PROTOCOL 3.2 to 3.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from sync.chain import AccountId, DeviceId
from sync.epochs import check_closing, must_be_root_of, open_histories
from sync.keys import Root, VaultKey, check_certificate, vault_key
from sync.problems import BadCertificate
from sync.vault import Vault, VaultDevice


@dataclass(frozen=True)
class Keyring:
    """What opens and vouches. roots and vaults by epoch; `epoch` is the newest."""

    account: AccountId
    epoch: int
    roots: Mapping[int, Root] = field(repr=False)
    vaults: Mapping[int, VaultKey] = field(repr=False)

    @classmethod
    def of(
        cls,
        root: Root,
        epoch: int,
        account: AccountId,
        histories: Mapping[int, bytes],
        held: Mapping[int, bytes],
    ) -> Self:
        """All roots behind the newest. held: pk_r by epoch, once held. Raises BadHistory."""
        roots = open_histories(root, epoch, histories, account)
        for known in roots.keys() & held.keys():
            must_be_root_of(roots[known], held[known])
        return cls(account, epoch, roots, {known: vault_key(it) for known, it in roots.items()})

    @property
    def root(self) -> Root:
        """The newest root."""
        return self.roots[self.epoch]

    @property
    def vault_keys(self) -> dict[int, bytes]:
        """pk_r by epoch, 32 bytes each."""
        return {epoch: key.sk_r.public_key().public_bytes_raw() for epoch, key in self.vaults.items()}

    def vouched(self, vault: Vault) -> frozenset[DeviceId]:
        """The devices of the vault that these roots let in, live or closed."""
        return frozenset(device.id for device in vault.devices if self._vouches_for(device))

    def must_vouch(self, vault: Vault) -> None:
        """Raises BadCertificate for the first device that no root let in or closed."""
        for device in vault.devices:
            self._check(device)

    def _vouches_for(self, device: VaultDevice) -> bool:
        try:
            self._check(device)
        except BadCertificate:
            return False
        return True

    def _check(self, device: VaultDevice) -> None:
        closing = device.closing
        if closing is None:
            if device.epoch != self.epoch:
                raise BadCertificate(device.id.hex())
            check_certificate(self.root, device.id, device.public_key, self.epoch, device.certificate)
        elif closing.epoch not in self.roots:
            raise BadCertificate(device.id.hex())
        else:
            root = self.roots[closing.epoch]
            check_closing(root, device.id, closing.head, closing.epoch, closing.certificate)

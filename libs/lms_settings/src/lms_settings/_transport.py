"""Whose certificates are trusted inside the cluster, where every connection needs one."""

from __future__ import annotations

from urllib.parse import urlsplit

from lms_kernel import FieldError
from lms_settings._settings import Settings, SettingsError


class TransportSettings(Settings, frozen=True):
    """The file with the certificate of the authority that signed those of stores and broker.

    Where it is set, connections are encrypted and the other end's name is checked, whatever an
    address says. It is empty on one machine, which no byte leaves.
    """

    lms_ca_file: str = ""


def authority(variable: str = "", address: str = "", *, schemes: tuple[str, ...] = ()) -> str:
    """Return the path of the authority's certificate, or an empty text when there is none.

    With an address: SettingsError when there is an authority and the address has no encrypted
    scheme. The text names the variable and not the address, which may contain a password.
    """
    path = TransportSettings.current().lms_ca_file
    if path and address and urlsplit(address).scheme not in schemes:
        encrypted = " or ".join(f"{scheme}://" for scheme in schemes)
        message = f"must begin with {encrypted}, because LMS_CA_FILE is set"
        raise SettingsError([FieldError(field=variable, message=message)])
    return path

"""Calls to the outside: never into the own network, whatever a name means when it is called."""

import socket
from typing import Any

import pytest

from estafette.platform.addresses import is_local_name, is_public
from estafette.platform.outbound import Outbound, Unreachable


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "nonsense",
    ],
)  # fmt: skip
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "64:ff9b::808:808"])
def test_what_is_public(address: str) -> None:
    assert is_public(address)


def test_local_names() -> None:
    assert all(
        is_local_name(each)
        for each in ("localhost", "LOCALHOST.", "a.localhost", "db", "10.0.0.1", "x.local")
    )
    assert not any(is_local_name(each) for each in ("example.com", "8.8.8.8", "notlocalhost.com"))


@pytest.mark.parametrize("meant", ["127.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"])
def test_a_name_that_means_the_own_network_is_not_called(meant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def meaning(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (meant, 443))]

    monkeypatch.setattr(socket, "getaddrinfo", meaning)
    outbound = Outbound(connections=1)
    with pytest.raises(Unreachable, match="private network"):
        outbound.post("https://hooks.example.com/", headers={}, body=b"", seconds=1)
    outbound.close()


@pytest.mark.parametrize("host", ["2130706433", "127.1", "0x7f.1", "017700000001"])
def test_odd_spellings_of_this_machine_are_not_called(host: str) -> None:
    outbound = Outbound(connections=1)
    with pytest.raises(Unreachable):
        outbound.post(f"http://{host}:9/", headers={}, body=b"", seconds=1)
    outbound.close()


def test_a_certificate_must_be_right() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        outbound = Outbound(connections=1, private=True)
        with pytest.raises(Unreachable):
            outbound.post(
                f"https://127.0.0.1:{listening.getsockname()[1]}/", headers={}, body=b"", seconds=0.5
            )
        outbound.close()

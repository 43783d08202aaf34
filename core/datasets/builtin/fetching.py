"""Fetches a file from an address by pooch, and says within seconds why it cannot be had."""

from __future__ import annotations

import http.client
import logging
import queue
import threading
import urllib.error
import urllib.request
from pathlib import Path

from core.errors import CoreError

CONNECT_SECONDS = 15.0
STALL_SECONDS = 30.0


class FetchError(CoreError):
    """A file could not be fetched: why, in a line."""


def fetch(address: str, place: Path, sha256: str | None = None) -> None:
    """Fetch ``address`` to ``place``, unless the file is there; a damaged one is fetched again.

    Args:
        sha256: of the file that is known; None takes whatever comes, or lies there already.

    Raises:
        FetchError: nothing came, or another file.
        OSError: the disk refused.
    """
    # Not needed before somebody downloads, and the web server need not hold it.
    import pooch
    import requests

    known = None if sha256 is None else f"sha256:{sha256}"
    if place.exists() and (known is None or pooch.hashes.hash_matches(str(place), known)):
        return
    if reason := why_unreachable(address):
        raise FetchError(reason)
    pooch.get_logger().setLevel(logging.WARNING)
    loader = pooch.HTTPDownloader(timeout=(CONNECT_SECONDS, STALL_SECONDS))
    try:
        pooch.retrieve(address, known, place.name, place.parent, downloader=loader)
    except ValueError as error:
        raise FetchError(f"what it sends is not the file with the SHA-256 {sha256}") from error
    except requests.RequestException as error:
        raise FetchError(str(error)) from error


def why_unreachable(address: str) -> str:
    """Return why ``address`` cannot be reached, or nothing; known within ``CONNECT_SECONDS``.

    A connection's timeout holds for each of a host's many addresses in turn, and not at all for the
    name look-up: behind a silent firewall that is minutes. Hence a thread that is given up on.
    """
    answer: queue.Queue[str] = queue.Queue()

    def ask() -> None:
        request = urllib.request.Request(address, method="HEAD")
        try:
            urllib.request.urlopen(request, timeout=CONNECT_SECONDS).close()
        except urllib.error.HTTPError as error:
            # It answers; whether it has the file shows when it is fetched.
            error.close()
            answer.put("")
        except (OSError, ValueError, http.client.HTTPException) as error:
            answer.put(str(error))
        else:
            answer.put("")

    threading.Thread(target=ask, daemon=True).start()
    try:
        return answer.get(timeout=CONNECT_SECONDS)
    except queue.Empty:
        return f"no answer within {CONNECT_SECONDS:.0f} seconds"

"""Processes that work for another. No models here: they are not loaded yet."""

import multiprocessing
import os
import threading
from multiprocessing.process import BaseProcess

import django


def begin() -> None:
    """Make a process ready that another has spawned, and end it with that one.

    However that ends: it would wait for ever for more work, and what it still had in
    hand would stand beside the work of those who came after.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=[parent], daemon=True).start()
    django.setup()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)

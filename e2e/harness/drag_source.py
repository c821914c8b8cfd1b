"""A window to drag files from: drag_source.py X Y FILE...

Prints "ready" once it can be pressed on, "begun" when a press has become a drag, and "ended" after it. It
offers text/uri-list, as file managers do.
"""

import sys
from pathlib import Path

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

URI_LIST = 8


def hand_over(_widget, _context, selection, _info, _time, files):
    lines = "".join(Path(file).as_uri() + "\r\n" for file in files)
    selection.set(selection.get_target(), URI_LIST, lines.encode())


def say(word):
    print(word, flush=True)


def main():
    x, y, *files = sys.argv[1:]
    window = Gtk.Window(title="Drag source")
    window.set_default_size(200, 120)
    window.add(Gtk.EventBox())
    source = window.get_child()
    source.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    source.drag_source_add_uri_targets()
    source.connect("drag-begin", lambda *_: say("begun"))
    source.connect("drag-data-get", hand_over, files)
    source.connect("drag-end", lambda *_: say("ended"))
    window.connect("map-event", lambda *_: GLib.idle_add(say, "ready") and False)
    window.connect("destroy", Gtk.main_quit)
    window.show_all()
    window.move(int(x), int(y))
    Gtk.main()


main()

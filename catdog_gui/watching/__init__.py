"""Watches folders, and sorts the pictures that arrive in them as soon as their files are finished.

May import `sorting`, `classify` and `pictures`; no Qt.

Begin reading at `watcher` (FolderWatcher, what the window and the command line use) and `loop` (what a watch does again
and again). The stages of a new file, in order:

- `sources`, `reporting_inotify`, `fs_events`: the system reports that something changed. An event is a hint only.
- `folder_monitor`, `rescan`: whether the folder is there, and when to read the whole of it, because events get lost.
- `candidate_scanner`, `watch_scope`, `names`, `kept_files`: whether this watch has to handle the file.
- `settling`, `completeness`, `open_files`: whether the file is finished.
- `arrival_handler`, `classifier`, `late_companions`, `daily_run`: score, move and report it.

Beside these: `watch_store` (what is known after a restart), `folder_lock` (one watch for each folder), `existing` (the
pictures that were there before), `autostart`.

Threads: each watch has one, which alone moves files. The threads of watchdog add events to `fs_events`; `classify`
scores with a pool of workers; an observer is closed in a thread of its own, because that may take half a second.
"""

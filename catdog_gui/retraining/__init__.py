"""Learns from the user: stores corrections, retrains the model, and installs each result as a release.

May import `sorting`, `classify` and `pictures`; no Qt, no torch. The trainer is another program: it runs as a child
process and is never imported.

Begin reading at `retraining` (Retraining: one retrain from the labelled pictures to the new release) and `models` (its
records).

- What to learn from: `corrections`, `content_hash`, `corrections_csv`, `relocation`, `pictures`, `labels`.
- What the user should label or check: `suggest`, `active_learning`, `features`.
- Train: `trainer_package`, `trainer_process`, `events`, `full`, `estimate`, `requirements`.
- Accept the candidate: `model_validation` (is it sound?), `acceptance` (is it no worse than the model in use?).
- Keep and choose models: `releases`, `release_json`, `pointer`, `active_model`.

Threads: `features` reads pictures with a pool of workers, and `TrainerProcess.cancel` ends the process in a thread,
because that may take seconds. Everything else runs in the thread of the caller.
"""

"""From a picture file and a model folder to scores, and from scores to a decision.

`model_folder` reads a model; an engine of `engines` turns pixels into features, `head` these into scores, `policy`
those into a decision of `decisions`. `scorer` looks at a picture once, and where the scores are in doubt a second time
as `second_look` says. Begin with `classifying`, which runs all this over a stream of pictures.
May import `pictures`. No Qt; torch only inside `torch_engine`.
"""

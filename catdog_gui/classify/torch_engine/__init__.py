"""Everything of the program that needs torch and transformers at run time.

`engine` runs a model folder on a graphics device, `network` loads a checkpoint and splits it into features and head,
`normalisation` prepares pixels, `efficientnet_lite` is the bundled network. Begin with `engine`. The trainer uses
all four. May import `classify` and `pictures`, and no module outside this package imports it at its top, but
the trainer's.
"""

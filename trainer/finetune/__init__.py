"""Trains a whole network on pictures of any classes, with transformers' Trainer."""

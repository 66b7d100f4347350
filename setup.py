"""What pyproject.toml cannot say: the folder `resources` is installed as the package `catdog_gui.resources`."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["catdog_gui*", "trainer*"]), "catdog_gui.resources"],
    package_dir={"catdog_gui.resources": "resources"},
)

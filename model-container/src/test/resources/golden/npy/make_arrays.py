#!/usr/bin/python3
"""Writes the array [[1, 2, 3], [4, 5, 6]] in the forms NumPy saves (Debian 12: python3-numpy)."""
import os

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
ARRAY = np.array([[1, 2, 3], [4, 5, 6]])


def save(name, array, version=(1, 0)):
    with open(os.path.join(HERE, name + ".npy"), "wb") as out:
        np.lib.format.write_array(out, array, version)


for kind in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u8"]:
    save(kind, ARRAY.astype("<" + kind))
save("big-endian-f4", ARRAY.astype(">f4"))
save("big-endian-f8", ARRAY.astype(">f8"))
save("fortran-f4", np.asfortranarray(ARRAY.astype("<f4")))
save("fortran-f8", np.asfortranarray(ARRAY.astype(">f8")))
save("one-row-f4", ARRAY[0].astype("<f4"))
save("one-row-2d-f4", ARRAY[:1].astype("<f4"))
save("version-2", ARRAY.astype("<f4"), (2, 0))
save("version-3", ARRAY.astype("<f4"), (3, 0))

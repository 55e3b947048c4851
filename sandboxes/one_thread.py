"""Imported before numpy: keeps the linear algebra behind it from starting threads in the worker.

Threads do not survive a fork, and each would set aside memory that no job asked for.
"""

import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

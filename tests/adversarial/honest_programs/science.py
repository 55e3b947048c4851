"""Numpy and sympy, in the profile that has them."""

from dataclasses import replace

from tests.adversarial.honest import LIMITS, honest


@honest([[7.0, 10.0], 6.0, [1.0, 2.0]], profile="python-sci")
def arrays_of_numpy():
    import numpy

    matrix = numpy.array([[1.0, 2.0], [3.0, 4.0]])
    product = (matrix @ matrix)[0].tolist()
    total = float(numpy.linalg.norm([4.0, 4.0, 2.0]))
    return [product, total, numpy.sort(numpy.array([2.0, 1.0])).tolist()]


@honest("x**2/2", profile="python-sci")
def integrals_of_sympy():
    import sympy

    x = sympy.symbols("x")
    return str(sympy.integrate(x, x))


@honest(500_500, profile="python-sci", limits=replace(LIMITS, memory_mib=1024))
def large_arrays_of_numpy():
    import numpy

    big = numpy.random.default_rng(1).random((400, 400))
    assert (big @ big).shape == (400, 400)
    return int(numpy.arange(1, 1001).sum())

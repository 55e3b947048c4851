"""Arithmetic of matrices of any entries: sums, products, powers, transposes, determinants.

The entries stay trees; nothing is simplified here. Sizes are bounded by the parser.
"""

from __future__ import annotations

from fractions import Fraction

from verisynth.languages.math.exact import fold
from verisynth.languages.math.notation import Unreadable
from verisynth.languages.math.syntax import Apply, Matrix, Node, Number, Symbol, rebuilt, walk

_MAX_ENTRIES = 64
_MAX_POWER = 8
_MAX_DETERMINANT = 4


def multiplied_out(node: Node) -> Node:
    """``node`` with every operation on matrices carried out.

    Raises:
        Unreadable: the shapes do not fit, or the result would be too large.
    """
    if not any(isinstance(part, Matrix) for part in walk(node)):
        return node
    node = rebuilt(node, multiplied_out)
    if not isinstance(node, Apply) or not any(isinstance(a, Matrix) for a in node.arguments):
        return node
    result = _carried_out(node.name, node.arguments)
    if isinstance(result, Matrix) and sum(len(row) for row in result.rows) > _MAX_ENTRIES:
        raise Unreadable("a matrix too large to compute with")
    return result


def _carried_out(name: str, arguments: tuple[Node, ...]) -> Node:
    match name, arguments:
        case "neg", (Matrix() as one,):
            return _scaled(Number(Fraction(-1)), one)
        case "add", (Matrix() as first, *rest):
            for other in rest:
                first = _sum(first, other)
            return first
        case "mul", (first, *rest):
            result: Node = first
            for other in rest:
                result = _product(result, other)
            return result
        case "div", (Matrix() as one, bottom):
            return _scaled(Apply("div", (Number(Fraction(1)), bottom)), one)
        case "pow", (Matrix() as one, Symbol("T")):
            return _transposed(one)
        case "pow", (Matrix() as one, exponent):
            return _power(one, exponent)
        case "det", (Matrix() as one,):
            return _determinant(one.rows)
    raise Unreadable(f"{name} of a matrix")


def _scaled(scale: Node, matrix: Matrix) -> Matrix:
    return Matrix(tuple(tuple(Apply("mul", (scale, item)) for item in row) for row in matrix.rows))


def _sum(one: Matrix, other: Node) -> Matrix:
    shape = [len(row) for row in one.rows]
    if not isinstance(other, Matrix) or shape != [len(row) for row in other.rows]:
        raise Unreadable("matrices of different shapes are added")
    return Matrix(
        tuple(
            tuple(Apply("add", pair) for pair in zip(*rows, strict=True))
            for rows in zip(one.rows, other.rows, strict=True)
        )
    )


def _product(one: Node, other: Node) -> Node:
    match one, other:
        case Matrix(), Matrix():
            return _matrix_product(one, other)
        case Matrix(), scale:
            return _scaled(scale, one)
        case scale, Matrix():
            return _scaled(scale, other)
    return Apply("mul", (one, other))


def _matrix_product(one: Matrix, other: Matrix) -> Matrix:
    columns = _transposed(other).rows
    if any(len(row) != len(other.rows) for row in one.rows):
        raise Unreadable("matrices that do not fit are multiplied")
    if len(one.rows) * len(columns) * len(other.rows) > 4 * _MAX_ENTRIES:
        raise Unreadable("a matrix too large to compute with")
    return Matrix(tuple(tuple(_dot(row, column) for column in columns) for row in one.rows))


def _dot(row: tuple[Node, ...], column: tuple[Node, ...]) -> Node:
    terms = tuple(Apply("mul", pair) for pair in zip(row, column, strict=True))
    return terms[0] if len(terms) == 1 else Apply("add", terms)


def _transposed(matrix: Matrix) -> Matrix:
    if len({len(row) for row in matrix.rows}) != 1:
        raise Unreadable("the rows of a matrix differ in length")
    return Matrix(tuple(zip(*matrix.rows, strict=True)))


def _power(matrix: Matrix, exponent: Node) -> Matrix:
    value = fold(exponent)
    if value is None or value.denominator != 1 or not 1 <= value <= _MAX_POWER:
        raise Unreadable("a power of a matrix that is not computed here")
    if any(fold(item) is None for row in matrix.rows for item in row):
        raise Unreadable("a power of a matrix of expressions")
    result = matrix
    for _ in range(int(value) - 1):
        result = _folded(_matrix_product(result, matrix))
    return result


def _folded(matrix: Matrix) -> Matrix:
    return Matrix(tuple(tuple(_number(item) for item in row) for row in matrix.rows))


def _number(node: Node) -> Node:
    value = fold(node)
    return node if value is None else Number(value)


def _determinant(rows: tuple[tuple[Node, ...], ...]) -> Node:
    """By cofactors; four rows at most, since each entry may be a tree."""
    if len(rows) > _MAX_DETERMINANT or any(len(row) != len(rows) for row in rows):
        raise Unreadable("a determinant that is not computed here")
    if len(rows) == 1:
        return rows[0][0]
    terms = []
    for column, item in enumerate(rows[0]):
        minor = tuple(row[:column] + row[column + 1 :] for row in rows[1:])
        term: Node = Apply("mul", (item, _determinant(minor)))
        terms.append(term if column % 2 == 0 else Apply("neg", (term,)))
    return Apply("add", tuple(terms))

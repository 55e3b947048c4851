"""Makes a database that shows a difference as small as it can: fewer rows, then plainer values.

Delta debugging (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002)
on rows. A row goes together with the rows that refer to it, so that references keep resolving.
"""

TRIES = 900


class Shrinker:
    """Removes what the difference does not need. ``shows`` says whether a database has it."""

    def __init__(self, shows, links):
        self.shows = shows
        self.links = links
        self.tries = TRIES

    def shrink(self, database):
        """The smaller database, one list of rows a table."""
        database = self._fewer(self._emptied(database))
        simpler = self._unreferring(database)
        if simpler is not database:
            database = self._fewer(self._emptied(simpler))
        return self._plainer(database)

    def _fewer(self, database):
        size = max(1, sum(map(len, database)) // 2)
        while True:
            database, changed = self._without_chunks(database, size)
            if size == 1 and (not changed or self.tries <= 0):
                return database
            size = max(1, size // 2)

    def _tried(self, database):
        self.tries -= 1
        return self.tries >= 0 and self.shows(database)

    def _emptied(self, database):
        for at in range(len(database)):
            if database[at]:
                fewer = self._resolved([*database[:at], [], *database[at + 1 :]])
                if self._tried(fewer):
                    database = fewer
        return database

    def _without_chunks(self, database, size):
        changed = False
        start = 0
        while start < (total := sum(map(len, database))):
            fewer = self._resolved(_without(database, start, start + size))
            if sum(map(len, fewer)) < total and self._tried(fewer):
                database, changed = fewer, True
            else:
                start += size
        return database, changed

    def _unreferring(self, database):
        """References made NULL, or all the same, so that the rows they name may go."""
        for child, columns, _, _, may_drop in self.links:
            rows = database[child]
            if not rows or all(row[at] is None for row in rows for at in columns):
                continue
            for source in ([None], [rows[0][at] for at in columns])[not may_drop :]:
                other = [_with(row, columns, source) for row in rows]
                changed = [*database[:child], other, *database[child + 1 :]]
                if other != rows and self._tried(changed):
                    database = changed
                    break
            else:
                if may_drop and len(rows) <= 12:
                    database = self._one_by_one(database, child, columns)
        return database

    def _one_by_one(self, database, child, columns):
        for at, row in enumerate(database[child]):
            rows = list(database[child])
            rows[at] = _with(row, columns, [None])
            changed = [*database[:child], rows, *database[child + 1 :]]
            if rows[at] != row and self._tried(changed):
                database = changed
        return database

    def _resolved(self, database):
        """Without the rows whose references name a row that is gone."""
        database = list(database)
        again = True
        while again:
            again = False
            for child, columns, parent, referenced, _ in self.links:
                there = {_named(row, referenced) for row in database[parent]}
                kept = [row for row in database[child] if _refers(row, columns, there)]
                if len(kept) < len(database[child]):
                    database[child], again = kept, True
        return database

    def _plainer(self, database):
        """Long texts and large numbers replaced everywhere by short ones, where nothing changes."""
        values = {
            (type(cell), cell) for rows in database for row in rows for cell in row if _is_odd(cell)
        }
        for kind, value in sorted(values, key=repr)[:40]:
            for plain in ("a", "b", "c") if kind is str else (1, 2, 3):
                other = [
                    [[plain if type(c) is kind and c == value else c for c in row] for row in rows]
                    for rows in database
                ]
                if self._tried(other):
                    database = other
                    break
        return database


def _without(database, start, end):
    kept = []
    position = 0
    for rows in database:
        kept.append([row for at, row in enumerate(rows, position) if not start <= at < end])
        position += len(rows)
    return kept


def _with(row, columns, values):
    """The row with other values in some columns; one value stands for all of them."""
    changed = list(row)
    for number, at in enumerate(columns):
        changed[at] = values[number % len(values)]
    return changed


def _refers(row, columns, there):
    return any(row[at] is None for at in columns) or _named(row, columns) in there


def _named(row, columns):
    """The values of a key as text: columns of different types may refer to each other."""
    cells = (row[at] for at in columns)
    return tuple(str(int(c)) if type(c) is float and c.is_integer() else str(c) for c in cells)


def _is_odd(cell):
    if type(cell) is str:
        # Dates and times stay what they are.
        return len(cell) > 2 and not (cell[:4].isdigit() and cell[4:5] == "-") and ":" not in cell
    return type(cell) in (int, float) and not (cell == int(cell) and 0 <= cell <= 9)

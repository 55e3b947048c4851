"""Runs a query on the fillings of its problem, then looks for a database that shows it wrong.

Two tasks in one job, since starting a job costs as much as either. Payload: ``fillings``, as for
``runners/sql``, and ``hunt``, as for ``runners/sql_matrix``. Answers with what those answer under
the same names; without ``hunt`` where a run failed on a filling, which decides by itself.
"""

from sandboxes.runners import sql, sql_matrix


def main(payload, channel):
    """Both, one after the other; each has its own deadline."""
    answered = sql.main(payload["fillings"], channel)
    if not _all_ran(answered):
        return {"fillings": answered}
    return {"fillings": answered, "hunt": sql_matrix.main(payload["hunt"], channel)}


def _all_ran(answered):
    fillings = answered.get("fillings", [{}])
    return all("error" not in run for one in fillings for run in one.get("runs", [{"error": ""}]))

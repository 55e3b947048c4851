"""Shapes that join and group: outer joins, anti joins, HAVING, set operations, pivots."""

from __future__ import annotations

from verisynth.generators.sql_queries.shape import Shape, Wrong

_LINKED = "FROM <P> AS p\nJOIN <E> AS e ON e.<fp> = p.<pid>\n"

MEDIUM = (
    Shape(
        name="left-join-count", level="medium",
        ask="the number of <events> of every <parent>",
        columns="<pid>, <pname>, number of <events>",
        note="<Parents> without any <event> are listed with 0; two <parents> may share a name.",
        gold="SELECT p.<pid>, p.<pname>, COUNT(e.<eid>)\nFROM <P> AS p\n"
        "LEFT JOIN <E> AS e ON e.<fp> = p.<pid>\nGROUP BY p.<pid>, p.<pname>",
        wrongs=(
            Wrong("loses those without any", "LEFT JOIN", "JOIN"),
            Wrong("counts the empty row as one", "COUNT(e.<eid>)", "COUNT(*)"),
            Wrong("counts only those with an <item>", "COUNT(e.<eid>)", "COUNT(e.<fi>)"),
            Wrong("merges by name", put="SELECT MIN(p.<pid>), p.<pname>, COUNT(e.<eid>)\n"
                  "FROM <P> AS p\nLEFT JOIN <E> AS e ON e.<fp> = p.<pid>\nGROUP BY p.<pname>"),
        ),
        because="A LEFT JOIN keeps <parents> without <events>. COUNT of a column of <E> skips "
        "the NULL row the join made for them, so they get 0.",
    ),
    Shape(
        name="left-join-condition", level="medium",
        ask="for every <parent>, the number of <events> with <status> <S>",
        columns="<pid>, number of such <events>",
        order="by that number, largest first, then by <pid>",
        note="<Parents> without such <a_event> are listed with 0.",
        gold="SELECT p.<pid>, COUNT(e.<eid>) AS n\nFROM <P> AS p\n"
        "LEFT JOIN <E> AS e ON e.<fp> = p.<pid> AND e.<status> = <S>\n"
        "GROUP BY p.<pid>\nORDER BY n DESC, p.<pid>",
        wrongs=(
            Wrong("a condition after the join drops the zeros", " AND e.<status>",
                  "\nWHERE e.<status>"),
            Wrong("counts the empty row as one", "COUNT(e.<eid>)", "COUNT(*)"),
            Wrong("the condition is missing", " AND e.<status> = <S>", ""),
            Wrong("smallest first", "n DESC", "n"),
        ),
        because="The condition belongs into the join: in WHERE it would remove the rows of "
        "<parents> that have no match. Counting <eid> then gives them 0.",
    ),
    Shape(
        name="anti-join", level="medium",
        ask="the <items> that no <event> refers to",
        columns="<iid>, <iname>",
        note="Some <events> refer to no <item> at all.",
        gold="SELECT i.<iid>, i.<iname>\nFROM <I> AS i\n"
        "WHERE NOT EXISTS (SELECT 1 FROM <E> AS e WHERE e.<fi> = i.<iid>)",
        wrongs=(
            Wrong("one NULL in the list and nothing is found",
                  "NOT EXISTS (SELECT 1 FROM <E> AS e WHERE e.<fi> = i.<iid>)",
                  "i.<iid> NOT IN (SELECT <fi> FROM <E>)"),
            Wrong("the opposite", "NOT EXISTS", "EXISTS"),
            Wrong("compares with the wrong key", "e.<fi> =", "e.<eid> ="),
        ),
        because="NOT EXISTS asks for each <item> whether any <event> points at it. "
        "NOT IN would fail here: the list holds NULL, and no value is known to differ from NULL.",
    ),
    Shape(
        name="none-since", level="medium",
        ask="the <parents> that have had no <event> on or after <D>",
        columns="<pid>, <pname>",
        note="<Parents> that never had <a_event> are included.",
        gold="SELECT p.<pid>, p.<pname>\nFROM <P> AS p\nWHERE NOT EXISTS (\n"
        "  SELECT 1 FROM <E> AS e WHERE e.<fp> = p.<pid> AND e.<date> >= <D>\n)",
        wrongs=(
            Wrong("leaves out the day itself", ">= <D>", "> <D>"),
            Wrong("those with an earlier one", put="SELECT DISTINCT p.<pid>, p.<pname>\n"
                  + _LINKED + "WHERE e.<date> < <D>"),
            Wrong("only those with an earlier one and no later one",
                  put="SELECT p.<pid>, p.<pname>\n" + _LINKED
                  + "GROUP BY p.<pid>, p.<pname>\nHAVING MAX(e.<date>) < <D>"),
            Wrong("the opposite", "NOT EXISTS", "EXISTS"),
        ),
        because="The subquery looks for <a_event> on or after <D>; those <parents> for whom it "
        "finds none are listed, with or without earlier ones.",
    ),
    Shape(
        name="group-having", level="medium",
        ask="the <parents> with at least <N> <events>",
        columns="<pid>, number of <events>",
        gold="SELECT <fp>, COUNT(*)\nFROM <E>\nGROUP BY <fp>\nHAVING COUNT(*) >= <N>",
        wrongs=(
            Wrong("leaves out exactly <N>", ">= <N>", "> <N>"),
            Wrong("counts different <items>", "HAVING COUNT(*)", "HAVING COUNT(DISTINCT <fi>)"),
            Wrong("the condition is missing", "\nHAVING COUNT(*) >= <N>", ""),
            Wrong("at most instead of at least", ">= <N>", "<= <N>"),
        ),
        because="Grouping by <fp> gives one row for each <parent>. A condition on a group's size "
        "belongs into HAVING; 'at least' includes <N> itself.",
    ),
    Shape(
        name="where-and-having", level="medium",
        ask="the <parents> whose <events> with <status> <S> add up to <amount> of more than <B>",
        columns="<pname>, total <amount> of those <events>",
        order="by <pid>",
        gold="SELECT p.<pname>, SUM(e.<amount>)\n" + _LINKED
        + "WHERE e.<status> = <S>\nGROUP BY p.<pid>, p.<pname>\n"
        "HAVING SUM(e.<amount>) > <B>\nORDER BY p.<pid>",
        wrongs=(
            Wrong("adds up all <events>", "WHERE e.<status> = <S>\n", ""),
            Wrong("tests single rows instead of totals", put="SELECT p.<pname>, SUM(e.<amount>)\n"
                  + _LINKED + "WHERE e.<status> = <S> AND e.<amount> > <B>\n"
                  "GROUP BY p.<pid>, p.<pname>\nORDER BY p.<pid>"),
            Wrong("takes the bound itself too", "> <B>", ">= <B>"),
            Wrong("no limit on the total", "HAVING SUM(e.<amount>) > <B>\n", ""),
            Wrong("equal amounts are added once", "SUM(e.<amount>)", "SUM(DISTINCT e.<amount>)"),
        ),
        because="WHERE chooses the <events> before they are added up, HAVING chooses among the "
        "totals. Grouping by <pid> keeps <parents> of one name apart.",
    ),
    Shape(
        name="group-by-two", level="medium",
        ask="for each combination of <group> and <status> that occurs, the number of <events> "
        "and their total <amount>",
        columns="<group>, <status>, number of <events>, total <amount>",
        order="by <group>, then by <status>",
        gold="SELECT p.<group>, e.<status>, COUNT(*), SUM(e.<amount>)\n" + _LINKED
        + "GROUP BY p.<group>, e.<status>\nORDER BY p.<group>, e.<status>",
        wrongs=(
            Wrong("counts <parents>", "COUNT(*)", "COUNT(DISTINCT p.<pid>)"),
            Wrong("adds the other number", "SUM(e.<amount>)", "SUM(e.<extra>)"),
            Wrong("ordered the other way", "ORDER BY p.<group>, e.<status>",
                  "ORDER BY e.<status>, p.<group>"),
            Wrong("equal amounts are added once", "SUM(e", "SUM(DISTINCT e"),
        ),
        because="The <group> is in <P> and the <status> in <E>, so the tables are joined first. "
        "Grouping by both columns gives one row for each combination.",
    ),
    Shape(
        name="distinct-count", level="medium",
        ask="for each <kind>, how many different <parents> had <a_event> about <an_item> of it",
        columns="<kind>, number of different <parents>",
        order="by <kind>",
        note="A <kind> whose <items> have no <events> is left out.",
        gold="SELECT i.<kind>, COUNT(DISTINCT e.<fp>)\nFROM <I> AS i\n"
        "JOIN <E> AS e ON e.<fi> = i.<iid>\nGROUP BY i.<kind>\nORDER BY i.<kind>",
        wrongs=(
            Wrong("counts <events>", "COUNT(DISTINCT e.<fp>)", "COUNT(*)"),
            Wrong("counts <items>", "COUNT(DISTINCT e.<fp>)", "COUNT(DISTINCT i.<iid>)"),
            Wrong("last first", "ORDER BY i.<kind>", "ORDER BY i.<kind> DESC"),
            Wrong("counts in every group of one <item>", "GROUP BY i.<kind>",
                  "GROUP BY i.<kind>, i.<iid>"),
        ),
        because="One <parent> may have several <events> of one <kind>, so DISTINCT is needed "
        "inside the count. The inner join leaves out what has no <events>.",
    ),
    Shape(
        name="average-with-missing", level="medium",
        ask="the average <extra> of each <parent>'s <events>, a missing <extra> counting as 0",
        columns="<fp>, average <extra>",
        note="<Parents> without <events> are left out.",
        gold="SELECT <fp>, AVG(COALESCE(<extra>, 0))\nFROM <E>\nGROUP BY <fp>",
        wrongs=(
            Wrong("leaves missing values out of the count", "COALESCE(<extra>, 0)", "<extra>"),
            Wrong("drops the rows that lack it", "\nGROUP BY",
                  "\nWHERE <extra> IS NOT NULL\nGROUP BY"),
            Wrong("averages different values", "AVG(C", "AVG(DISTINCT C"),
        ),
        because="AVG skips NULL, which would make the average larger. COALESCE turns the "
        "missing values into 0 before they are averaged.",
    ),
    Shape(
        name="case-pivot", level="medium",
        ask="for each <group>, the total <amount> of <S> <events>, of <S2> <events>, and of all "
        "others (told by <status>)",
        columns="<group>, total <S>, total <S2>, total of the others",
        note="A total without any <event> is 0; a <group> without <events> is left out.",
        gold="SELECT p.<group>,\n"
        "  SUM(CASE WHEN e.<status> = <S> THEN e.<amount> ELSE 0 END),\n"
        "  SUM(CASE WHEN e.<status> = <S2> THEN e.<amount> ELSE 0 END),\n"
        "  SUM(CASE WHEN e.<status> IN (<S>, <S2>) THEN 0 ELSE e.<amount> END)\n"
        + _LINKED + "GROUP BY p.<group>",
        wrongs=(
            Wrong("the third total holds everything",
                  "CASE WHEN e.<status> IN (<S>, <S2>) THEN 0 ELSE e.<amount> END", "e.<amount>"),
            Wrong("counts instead of adding", "THEN e.<amount> ELSE 0", "THEN 1 ELSE 0"),
            Wrong("the first total is reversed", "<S> THEN e.<amount> ELSE 0 END",
                  "<S> THEN 0 ELSE e.<amount> END"),
            Wrong("the larger row instead of the total", "SUM(", "MAX("),
        ),
        because="A CASE inside SUM adds only the rows of one <status> and 0 for the rest. "
        "Three such sums beside each other turn rows into columns.",
    ),
    Shape(
        name="both-kinds", level="medium",
        ask="the <parents> that have at least one <event> with <status> <S> and at least one "
        "with <status> <S2>",
        columns="<pid>",
        note="Each is listed once.",
        gold="SELECT <fp> FROM <E> WHERE <status> = <S>\nINTERSECT\n"
        "SELECT <fp> FROM <E> WHERE <status> = <S2>",
        wrongs=(
            Wrong("either is enough", "INTERSECT", "UNION"),
            Wrong("the first without the second", "INTERSECT", "EXCEPT"),
            Wrong("one row cannot have two values",
                  put="SELECT <fp> FROM <E> WHERE <status> = <S> AND <status> = <S2>"),
            Wrong("two rows of one value are enough",
                  put="SELECT <fp> FROM <E> WHERE <status> IN (<S>, <S2>)\n"
                  "GROUP BY <fp> HAVING COUNT(*) >= 2"),
        ),
        because="No single row has two values, so two sets of <parents> are formed. "
        "INTERSECT keeps who is in both, each once.",
    ),
    Shape(
        name="one-not-other", level="medium",
        ask="the <parents> that have <a_event> with <status> <S> but none with <status> <S2>",
        columns="<pid>",
        note="Each is listed once.",
        gold="SELECT <fp> FROM <E> WHERE <status> = <S>\nEXCEPT\n"
        "SELECT <fp> FROM <E> WHERE <status> = <S2>",
        wrongs=(
            Wrong("tests each row alone",
                  put="SELECT DISTINCT <fp> FROM <E> WHERE <status> = <S> AND <status> <> <S2>"),
            Wrong("both instead of one", "EXCEPT", "INTERSECT"),
            Wrong("no <event> of the other, even without the first", put="SELECT <pid> FROM <P>\n"
                  "EXCEPT\nSELECT <fp> FROM <E> WHERE <status> = <S2>"),
        ),
        because="The second condition is about a <parent>'s other rows, so a WHERE on one row "
        "cannot say it. EXCEPT removes everyone who has <S2>.",
    ),
    Shape(
        name="union-all", level="medium",
        ask="one list of figures: the <amount> of every <event> with <status> <S>, and below "
        "each other with it the <extra> of the same <events> where there is one",
        columns="<fp>, figure",
        note="Equal rows are repeated as often as they occur.",
        gold="SELECT <fp>, <amount> FROM <E> WHERE <status> = <S>\nUNION ALL\n"
        "SELECT <fp>, <extra> FROM <E> WHERE <status> = <S> AND <extra> IS NOT NULL",
        wrongs=(
            Wrong("equal rows are folded", "UNION ALL", "UNION"),
            Wrong("lists missing figures", " AND <extra> IS NOT NULL", ""),
            Wrong("half of it is missing",
                  put="SELECT <fp>, <amount> FROM <E> WHERE <status> = <S>"),
        ),
        because="UNION would fold equal rows into one; the list wants each of them, so it is "
        "UNION ALL. The second half leaves out the missing figures.",
    ),
    Shape(
        name="pairs", level="medium",
        ask="all pairs of different <parents> with the same <group>",
        columns="<pid> of the first, <pid> of the second",
        note="Each pair is listed once, the smaller <pid> first.",
        gold="SELECT a.<pid>, b.<pid>\nFROM <P> AS a\n"
        "JOIN <P> AS b ON b.<group> = a.<group> AND a.<pid> < b.<pid>",
        wrongs=(
            Wrong("lists each pair twice", "a.<pid> < b", "a.<pid> <> b"),
            Wrong("pairs each with itself", "a.<pid> < b", "a.<pid> <= b"),
            Wrong("pairs of any <group>", "b.<group> = a.<group> AND ", ""),
            Wrong("the larger first", "a.<pid> < b", "a.<pid> > b"),
        ),
        because="The table is joined with itself on <group>. Asking for a smaller <pid> on the "
        "left leaves out a pair with itself and the mirrored pair.",
    ),
    Shape(
        name="above-average", level="medium",
        ask="the <events> whose <amount> is above the average <amount> of all <events>",
        columns="<eid>, <amount>",
        order="by <amount>, largest first, then by <eid>",
        gold="SELECT <eid>, <amount>\nFROM <E>\n"
        "WHERE <amount> > (SELECT AVG(<amount>) FROM <E>)\nORDER BY <amount> DESC, <eid>",
        wrongs=(
            Wrong("takes what equals the average too", "<amount> > (", "<amount> >= ("),
            Wrong("below instead of above", "<amount> > (", "<amount> < ("),
            Wrong("averages different values", "AVG(<amount>)", "AVG(DISTINCT <amount>)"),
            Wrong("half of the largest instead", "AVG(<amount>)", "MAX(<amount>) / 2"),
            Wrong("smallest first", "<amount> DESC", "<amount>"),
        ),
        because="The average is one number over the whole table, so it is a scalar subquery. "
        "An aggregate cannot stand in WHERE by itself.",
    ),
    Shape(
        name="month-bucket", level="medium",
        ask="for each month with <events> from <D> on, how many there were and their total "
        "<amount>",
        columns="month as YYYY-MM, number of <events>, total <amount>",
        order="by month",
        gold="SELECT <month>, COUNT(*), SUM(e.<amount>)\nFROM <E> AS e\nWHERE e.<date> >= <D>\n"
        "GROUP BY <month>\nORDER BY <month>",
        wrongs=(
            Wrong("all years in one month", "<month>", "<month_only>"),
            Wrong("latest first", "ORDER BY <month>", "ORDER BY <month> DESC"),
            Wrong("counts different <parents>", "COUNT(*)", "COUNT(DISTINCT e.<fp>)"),
            Wrong("leaves out the day itself", ">= <D>", "> <D>"),
        ),
        because="The month is cut from the date as YYYY-MM, which keeps years apart and sorts "
        "rightly as text. Rows are filtered before they are grouped.",
    ),
    Shape(
        name="share", level="medium",
        ask="for each <group>, the share of <events> that have <status> <S>, in percent "
        "rounded to one decimal",
        columns="<group>, share",
        order="by <group>",
        note="A <group> without <events> is left out.",
        gold="SELECT p.<group>,\n"
        "  ROUND(100.0 * SUM(CASE WHEN e.<status> = <S> THEN 1 ELSE 0 END) / COUNT(*), 1)\n"
        + _LINKED + "GROUP BY p.<group>\nORDER BY p.<group>",
        wrongs=(
            Wrong("divides whole numbers", "100.0 *", "100 *", only="sqlite"),
            Wrong("a fraction, not percent", "100.0 *", "1.0 *"),
            Wrong("rounds to whole numbers", ", 1)", ", 0)"),
            Wrong("divides by different <parents>", "COUNT(*)", "COUNT(DISTINCT p.<pid>)"),
        ),
        because="The matching rows are counted by a sum of ones and divided by all rows of the "
        "<group>. The factor 100.0 makes it a division of real numbers.",
    ),
)  # fmt: skip

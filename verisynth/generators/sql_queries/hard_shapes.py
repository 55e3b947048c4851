"""Shapes that need a second thought: correlation, windows, recursion, division, two steps."""

from __future__ import annotations

from verisynth.generators.sql_queries.shape import Shape, Wrong

HARD = (
    Shape(
        name="largest-each", level="hard",
        ask="for each <parent>, the <events> with that <parent>'s largest <amount>",
        columns="<fp>, <eid>, <amount>",
        note="If several <events> of <a_parent> tie for the largest, all of them are listed.",
        gold="SELECT e.<fp>, e.<eid>, e.<amount>\nFROM <E> AS e\nWHERE e.<amount> = (\n"
        "  SELECT MAX(x.<amount>) FROM <E> AS x WHERE x.<fp> = e.<fp>\n)",
        wrongs=(
            Wrong("the largest of all", " WHERE x.<fp> = e.<fp>", ""),
            Wrong("the smallest", "MAX(", "MIN("),
            Wrong("keeps one of the tied", put="SELECT <fp>, <eid>, <amount> FROM (\n"
                  "  SELECT <fp>, <eid>, <amount>, ROW_NUMBER() OVER (\n"
                  "    PARTITION BY <fp> ORDER BY <amount> DESC, <eid>) AS place FROM <E>\n"
                  ") AS ranked WHERE place = 1"),
            Wrong("matches any <parent>'s largest", put="SELECT <fp>, <eid>, <amount> FROM <E>\n"
                  "WHERE <amount> IN (SELECT MAX(<amount>) FROM <E> GROUP BY <fp>)"),
        ),
        because="The subquery finds the largest <amount> among the rows of the same <parent>. "
        "Comparing with it keeps every tied row.",
    ),
    Shape(
        name="above-own-average", level="hard",
        ask="the <events> whose <amount> is above the average <amount> of all <events> of the "
        "same <parent>",
        columns="<eid>, <fp>",
        gold="SELECT e.<eid>, e.<fp>\nFROM <E> AS e\nWHERE e.<amount> > (\n"
        "  SELECT AVG(x.<amount>) FROM <E> AS x WHERE x.<fp> = e.<fp>\n)",
        wrongs=(
            Wrong("the average of all", " WHERE x.<fp> = e.<fp>", ""),
            Wrong("counts those equal to it", "e.<amount> > (", "e.<amount> >= ("),
            Wrong("averages different values", "AVG(x", "AVG(DISTINCT x"),
            Wrong("the average by <item>", "x.<fp> = e.<fp>", "x.<fi> = e.<fi>"),
        ),
        because="The average differs from <parent> to <parent>, so the subquery is tied to the "
        "outer row. One that equals its average is not above it.",
    ),
    Shape(
        name="top-per-group", level="hard",
        ask="for each <parent>, the <N> <events> with the largest <amount>",
        columns="<fp>, <eid>, <amount>",
        order="by <fp>, then by <amount> from largest to smallest, then by <eid>",
        note="At most <N> rows a <parent>: among equal amounts the smaller <eid> goes first.",
        gold="WITH ranked AS (\n  SELECT <fp>, <eid>, <amount>, ROW_NUMBER() OVER (\n"
        "    PARTITION BY <fp> ORDER BY <amount> DESC, <eid>\n  ) AS place\n  FROM <E>\n)\n"
        "SELECT <fp>, <eid>, <amount>\nFROM ranked\nWHERE place <= <N>\n"
        "ORDER BY <fp>, <amount> DESC, <eid>",
        wrongs=(
            Wrong("<N> in all", "PARTITION BY <fp> ", ""),
            Wrong("ties bring more rows", "ROW_NUMBER() OVER (\n    PARTITION BY <fp> "
                  "ORDER BY <amount> DESC, <eid>",
                  "RANK() OVER (\n    PARTITION BY <fp> ORDER BY <amount> DESC"),
            Wrong("one too few", "place <= <N>", "place < <N>"),
            Wrong("the smallest", "PARTITION BY <fp> ORDER BY <amount> DESC",
                  "PARTITION BY <fp> ORDER BY <amount>"),
        ),
        because="ROW_NUMBER counts within each <parent> because of PARTITION BY. Its order ends "
        "with <eid>, so no two rows tie. The outer query keeps places up to <N>.",
    ),
    Shape(
        name="dense-rank", level="hard",
        ask="the <parents> ranked by the total <amount> of their <events>, largest first",
        columns="<fp>, total <amount>, rank",
        order="by rank, then by <fp>",
        note="Equal totals share a rank and leave no gap; <parents> without <events> are left "
        "out.",
        gold="WITH totals AS (\n"
        "  SELECT <fp> AS parent, SUM(<amount>) AS total FROM <E> GROUP BY <fp>\n)\n"
        "SELECT parent, total, DENSE_RANK() OVER (ORDER BY total DESC) AS place\nFROM totals\n"
        "ORDER BY place, parent",
        wrongs=(
            Wrong("leaves gaps after ties", "DENSE_RANK()", "RANK()"),
            Wrong("tells equal totals apart", "DENSE_RANK() OVER (ORDER BY total DESC)",
                  "ROW_NUMBER() OVER (ORDER BY total DESC, parent)"),
            Wrong("smallest first", "total DESC)", "total)"),
            Wrong("ranks by number", "SUM(<amount>)", "COUNT(*)"),
        ),
        because="The totals are formed first, then ranked. DENSE_RANK gives equal totals one "
        "rank and goes on with the next number.",
    ),
    Shape(
        name="running-total", level="hard",
        ask="every <event> with the running total of <amount> of the same <parent> up to and "
        "including that <event>",
        columns="<fp>, <eid>, running total",
        order="by <fp>, then by <date>, then by <eid>",
        note="<Events> of one day are taken one after the other, by <eid>.",
        gold="SELECT <fp>, <eid>, SUM(<amount>) OVER (\n"
        "  PARTITION BY <fp> ORDER BY <date>, <eid>\n) AS running\n"
        "FROM <E>\nORDER BY <fp>, <date>, <eid>",
        wrongs=(
            Wrong("one total over all", "PARTITION BY <fp> ", ""),
            Wrong("the whole total on every row", " ORDER BY <date>, <eid>\n)", "\n)"),
            Wrong("a day is added at once", "ORDER BY <date>, <eid>\n)", "ORDER BY <date>\n)"),
            Wrong("runs backwards", "ORDER BY <date>, <eid>\n)",
                  "ORDER BY <date> DESC, <eid> DESC\n)"),
        ),
        because="SUM with ORDER BY in its window adds up to the current row, PARTITION BY starts "
        "anew for each <parent>. Without <eid> all rows of one day would be added at once.",
    ),
    Shape(
        name="days-since-previous", level="hard",
        ask="every <event> with the number of days since the previous <event> of the same "
        "<parent>",
        columns="<fp>, <eid>, days",
        order="by <fp>, then by <date>, then by <eid>",
        note="<Events> of one day follow each other by <eid>; the first of <a_parent> has NULL.",
        gold="WITH steps AS (\n  SELECT <fp>, <eid>, <date>, LAG(<date>) OVER (\n"
        "    PARTITION BY <fp> ORDER BY <date>, <eid>\n  ) AS previous\n  FROM <E>\n)\n"
        "SELECT <fp>, <eid>, <days>\nFROM steps\nORDER BY <fp>, <date>, <eid>",
        wrongs=(
            Wrong("the previous of anyone", "PARTITION BY <fp> ", ""),
            Wrong("the next instead", "LAG(", "LEAD("),
            Wrong("since the first one", "LAG(<date>)", "MIN(<date>)"),
            Wrong("0 for the first", "<eid>, <days>", "<eid>, COALESCE(<days>, 0)"),
        ),
        because="LAG looks one row back within the <parent>'s rows in date order. "
        "The first row has nothing before it, so its difference is NULL.",
    ),
    Shape(
        name="percent-of-total", level="hard",
        ask="each <kind>'s share of the total <amount> of all <events> that refer to <an_item>, "
        "in percent rounded to two decimals",
        columns="<kind>, share",
        order="by share from largest to smallest, then by <kind>",
        gold="SELECT i.<kind>,\n"
        "  ROUND(100.0 * SUM(e.<amount>) / SUM(SUM(e.<amount>)) OVER (), 2) AS share\n"
        "FROM <E> AS e\nJOIN <I> AS i ON i.<iid> = e.<fi>\n"
        "GROUP BY i.<kind>\nORDER BY share DESC, i.<kind>",
        wrongs=(
            Wrong("divides by <events> without <item> too",
                  "SUM(SUM(e.<amount>)) OVER ()", "(SELECT SUM(<amount>) FROM <E>)"),
            Wrong("a share of the number of <events>", "SUM(e.<amount>)", "COUNT(*)"),
            Wrong("smallest first", "share DESC", "share"),
            Wrong("a fraction, not percent", "100.0 *", "1.0 *"),
        ),
        because="A window over the groups, SUM(SUM(...)) OVER (), gives the grand total beside "
        "each group's own. The inner join leaves out what refers to no <item>, above and below "
        "the line.",
    ),
    Shape(
        name="above-average-total", level="hard",
        ask="the <parents> whose total <amount> is above the average total of all <parents> "
        "that have <events>",
        columns="<pid>, total <amount>",
        gold="WITH totals AS (\n"
        "  SELECT <fp> AS parent, SUM(<amount>) AS total FROM <E> GROUP BY <fp>\n)\n"
        "SELECT parent, total\nFROM totals\n"
        "WHERE total > (SELECT AVG(total) FROM totals)",
        wrongs=(
            Wrong("the average of single <events>", "SELECT AVG(total) FROM totals",
                  "SELECT AVG(<amount>) FROM <E>"),
            Wrong("counts <parents> without <events> as 0", "SELECT AVG(total) FROM totals",
                  "SELECT SUM(total) * 1.0 / (SELECT COUNT(*) FROM <P>) FROM totals"),
            Wrong("below instead of above", "total > (", "total < ("),
            Wrong("the largest only", "total > (SELECT AVG(", "total >= (SELECT MAX("),
        ),
        because="It takes two steps: one total for each <parent>, then the average of these "
        "totals. A common table expression names the first step so that it can be used twice.",
    ),
    Shape(
        name="chain-below", level="hard",
        ask="everyone who is below <parent> number <X> in the chain of <boss> links, directly "
        "or through others, with the number of links in between",
        columns="<pid>, depth",
        order="by depth, then by <pid>",
        note="Those whose <boss> is <X> have depth 1; <X> itself is not listed.",
        gold="WITH RECURSIVE below(id, depth) AS (\n  SELECT <pid>, 1 FROM <P> WHERE <boss> = <X>\n"
        "  UNION ALL\n  SELECT p.<pid>, b.depth + 1\n  FROM <P> AS p\n"
        "  JOIN below AS b ON p.<boss> = b.id\n)\nSELECT id, depth\nFROM below\n"
        "ORDER BY depth, id",
        wrongs=(
            Wrong("only direct ones",
                  put="SELECT <pid>, 1 FROM <P> WHERE <boss> = <X> ORDER BY <pid>"),
            Wrong("lists the start too", "SELECT <pid>, 1 FROM <P> WHERE <boss> = <X>",
                  "SELECT <pid>, 0 FROM <P> WHERE <pid> = <X>"),
            Wrong("counts from 0", "SELECT <pid>, 1", "SELECT <pid>, 0"),
            Wrong("at most two links", "p.<boss> = b.id", "p.<boss> = b.id AND b.depth < 2"),
            Wrong("deepest first", "ORDER BY depth", "ORDER BY depth DESC"),
        ),
        because="The chain has no fixed length, so it needs recursion. It starts with the direct "
        "ones at depth 1 and adds, again and again, whoever points at someone already found.",
    ),
    Shape(
        name="all-of-a-kind", level="hard",
        ask="the <parents> that have <events> about every single <item> whose <kind> is <K>",
        columns="<pid>, <pname>",
        gold="SELECT p.<pid>, p.<pname>\nFROM <P> AS p\nWHERE NOT EXISTS (\n"
        "  SELECT 1 FROM <I> AS i\n  WHERE i.<kind> = <K> AND NOT EXISTS (\n"
        "    SELECT 1 FROM <E> AS e WHERE e.<fp> = p.<pid> AND e.<fi> = i.<iid>\n  )\n)",
        wrongs=(
            Wrong("one of them is enough", put="SELECT DISTINCT p.<pid>, p.<pname>\n"
                  "FROM <P> AS p\nJOIN <E> AS e ON e.<fp> = p.<pid>\n"
                  "JOIN <I> AS i ON i.<iid> = e.<fi>\nWHERE i.<kind> = <K>"),
            Wrong("every <item> of any <kind>", "i.<kind> = <K> AND ", ""),
            Wrong("takes one <item> twice for two",
                  put="SELECT p.<pid>, p.<pname>\nFROM <P> AS p\n"
                  "JOIN <E> AS e ON e.<fp> = p.<pid>\nJOIN <I> AS i ON i.<iid> = e.<fi>\n"
                  "WHERE i.<kind> = <K>\nGROUP BY p.<pid>, p.<pname>\n"
                  "HAVING COUNT(*) >= (SELECT COUNT(*) FROM <I> WHERE <kind> = <K>)"),
            Wrong("everyone lacks or has", "WHERE NOT EXISTS (\n  SELECT 1 FROM <I>",
                  "WHERE EXISTS (\n  SELECT 1 FROM <I>"),
        ),
        because="'Every' is said with two negations: there is no <item> of this <kind> for "
        "which there is no <event> of this <parent>. Counting matches would be fooled by "
        "repeated <events>.",
    ),
    Shape(
        name="latest-each", level="hard",
        ask="the latest <event> of each <parent>, with its <status>",
        columns="<fp>, <eid>, <status>",
        note="One row a <parent> that has any: on the same latest day the larger <eid> counts.",
        gold="WITH ranked AS (\n  SELECT <fp>, <eid>, <status>, ROW_NUMBER() OVER (\n"
        "    PARTITION BY <fp> ORDER BY <date> DESC, <eid> DESC\n  ) AS place\n  FROM <E>\n)\n"
        "SELECT <fp>, <eid>, <status>\nFROM ranked\nWHERE place = 1",
        wrongs=(
            Wrong("the first instead", "<date> DESC, <eid> DESC", "<date>, <eid>"),
            Wrong("the smaller number on one day", "<eid> DESC\n", "<eid>\n"),
            Wrong("takes the largest number for the latest", "<date> DESC, <eid> DESC",
                  "<eid> DESC"),
            Wrong("all of the latest day", put="SELECT e.<fp>, e.<eid>, e.<status>\n"
                  "FROM <E> AS e\nWHERE e.<date> = (\n"
                  "  SELECT MAX(x.<date>) FROM <E> AS x WHERE x.<fp> = e.<fp>\n)"),
        ),
        because="Rows are numbered within each <parent> from the latest backwards, and <eid> "
        "decides within a day. Place 1 is the wanted row; numbers alone do not follow the dates.",
    ),
    Shape(
        name="second-largest", level="hard",
        ask="for each <status>, the second largest different <amount>",
        columns="<status>, second largest <amount>",
        note="Equal amounts count as one value; a <status> with a single value is left out.",
        gold="WITH ranked AS (\n  SELECT DISTINCT <status>, <amount>, DENSE_RANK() OVER (\n"
        "    PARTITION BY <status> ORDER BY <amount> DESC\n  ) AS place\n  FROM <E>\n)\n"
        "SELECT <status>, <amount>\nFROM ranked\nWHERE place = 2",
        wrongs=(
            Wrong("the second row, tied or not", "DENSE_RANK()", "ROW_NUMBER()"),
            Wrong("skips a place after ties", "DENSE_RANK()", "RANK()"),
            Wrong("the second smallest", "<amount> DESC", "<amount>"),
            Wrong("the largest", "place = 2", "place = 1"),
        ),
        because="DENSE_RANK gives equal amounts one place, so place 2 is the second different "
        "value. DISTINCT folds the rows that share it.",
    ),
    Shape(
        name="moving-sum", level="hard",
        ask="every <event> in date order with the sum of <amount> over it and the two <events> "
        "before it, over all <parents> together",
        columns="<eid>, sum",
        order="by <date>, then by <eid>",
        note="<Events> of one day follow each other by <eid>; the first ones have fewer before "
        "them.",
        gold="SELECT <eid>, SUM(<amount>) OVER (\n  ORDER BY <date>, <eid>\n"
        "  ROWS BETWEEN 2 PRECEDING AND CURRENT ROW\n) AS moving\nFROM <E>\n"
        "ORDER BY <date>, <eid>",
        wrongs=(
            Wrong("adds everything before", "\n  ROWS BETWEEN 2 PRECEDING AND CURRENT ROW", ""),
            Wrong("looks ahead", "2 PRECEDING AND CURRENT ROW", "CURRENT ROW AND 2 FOLLOWING"),
            Wrong("three before", "2 PRECEDING", "3 PRECEDING"),
            Wrong("by number instead of date", "OVER (\n  ORDER BY <date>, <eid>",
                  "OVER (\n  ORDER BY <eid>"),
        ),
        because="A frame of ROWS BETWEEN 2 PRECEDING AND CURRENT ROW takes three rows at most. "
        "Its order is by <date> and <eid>, so which rows those are is definite.",
    ),
)  # fmt: skip

"""Shapes over one or two tables: filters, missing values, distinct, counting, top n."""

from __future__ import annotations

from verisynth.generators.sql_queries.shape import Shape, Wrong

EASY = (
    Shape(
        name="filter-compare", level="easy",
        ask="all <events> whose <status> is <S> and whose <amount> is <A> or more",
        columns="<eid>, <amount>",
        gold="SELECT <eid>, <amount>\nFROM <E>\nWHERE <status> = <S> AND <amount> >= <A>",
        wrongs=(
            Wrong("leaves out the boundary itself", ">=", ">"),
            Wrong("one condition is enough", " AND ", " OR "),
            Wrong("the condition on <status> is missing", "<status> = <S> AND ", ""),
            Wrong("the comparison is turned around", ">=", "<="),
        ),
        because="Both conditions must hold, so they are joined by AND. "
        "'<A> or more' includes <A>, which needs >=.",
    ),
    Shape(
        name="date-range", level="easy",
        ask="the <events> dated from <D> up to and including <D2>",
        columns="<eid>, <date>, <amount>",
        order="by <date> from the earliest to the latest, then by <eid>",
        gold="SELECT <eid>, <date>, <amount>\nFROM <E>\nWHERE <date> >= <D> AND <date> <= <D2>\n"
        "ORDER BY <date>, <eid>",
        wrongs=(
            Wrong("leaves out the last day", "<= <D2>", "< <D2>"),
            Wrong("leaves out the first day", ">= <D>", "> <D>"),
            Wrong("latest first", "ORDER BY <date>,", "ORDER BY <date> DESC,"),
            Wrong("has no end", " AND <date> <= <D2>", ""),
        ),
        because="Dates in ISO form compare like text, so two comparisons bound the range. "
        "Both ends are included. Events of one day are put in order by <eid>.",
    ),
    Shape(
        name="missing-value", level="easy",
        ask="the <events> that have no <extra> recorded and whose <amount> is above <A>",
        columns="<eid>, <fp>",
        gold="SELECT <eid>, <fp>\nFROM <E>\nWHERE <extra> IS NULL AND <amount> > <A>",
        wrongs=(
            Wrong("nothing equals NULL", "IS NULL", "= NULL"),
            Wrong("takes zero for missing", "<extra> IS NULL", "<extra> = 0"),
            Wrong("the opposite test", "IS NULL", "IS NOT NULL"),
            Wrong("includes the boundary", "> <A>", ">= <A>"),
        ),
        because="A missing value is NULL, and only IS NULL finds it: a comparison with NULL is "
        "never true. 'Above <A>' leaves <A> itself out.",
    ),
    Shape(
        name="not-equal-with-null", level="easy",
        ask="the <parents> whose <score> is not <R>",
        columns="<pid>, <pname>",
        note="A <parent> without a <score> counts as not having <R>, so it is listed.",
        gold="SELECT <pid>, <pname>\nFROM <P>\nWHERE <score> <> <R> OR <score> IS NULL",
        wrongs=(
            Wrong("forgets the missing values", " OR <score> IS NULL", ""),
            Wrong("only the missing values", "<score> <> <R> OR ", ""),
            Wrong("the opposite", "<score> <> <R> OR <score> IS NULL", "<score> = <R>"),
        ),
        because="<score> <> <R> is unknown where <score> is NULL, and unknown rows are dropped. "
        "The missing values therefore need a test of their own.",
    ),
    Shape(
        name="distinct-values", level="easy",
        ask="each <group> that has at least one <parent> with <a_event> dated <D> or later",
        columns="<group>",
        note="Each <group> is listed once.",
        gold="SELECT DISTINCT p.<group>\nFROM <P> AS p\nJOIN <E> AS e ON e.<fp> = p.<pid>\n"
        "WHERE e.<date> >= <D>",
        wrongs=(
            Wrong("repeats a value for every match", "SELECT DISTINCT", "SELECT"),
            Wrong("the wrong side of the date", ">= <D>", "< <D>"),
            Wrong("every value, matched or not", put="SELECT DISTINCT <group> FROM <P>"),
            Wrong("leaves out the day itself", ">= <D>", "> <D>"),
        ),
        because="The join pairs every <parent> with its <events>, so a value appears once for "
        "each of them. DISTINCT folds these into one row.",
    ),
    Shape(
        name="count-columns", level="easy",
        ask="three counts over the <events> with <status> <S>: how many there are, how many of "
        "them have <a_extra>, and how many different <parents> they belong to",
        columns="number of <events>, number with <a_extra>, number of different <parents>",
        gold="SELECT COUNT(*), COUNT(<extra>), COUNT(DISTINCT <fp>)\nFROM <E>\n"
        "WHERE <status> = <S>",
        wrongs=(
            Wrong("counts the missing values too", "COUNT(<extra>)", "COUNT(*)"),
            Wrong("counts a <parent> once for each <event>", "DISTINCT ", ""),
            Wrong("the condition is missing", "\nWHERE <status> = <S>", ""),
            Wrong("counts different values", "COUNT(<extra>)", "COUNT(DISTINCT <extra>)"),
        ),
        because="COUNT(*) counts rows, COUNT(column) only those where the column is not NULL, "
        "and COUNT(DISTINCT column) each value once.",
    ),
    Shape(
        name="join-names", level="easy",
        ask="the <events> about <items> whose <kind> is <K>, with the names of the <parent> and "
        "of the <item>",
        columns="<eid>, <parent> name, <item> name",
        order="by <eid>, largest first",
        gold="SELECT e.<eid>, p.<pname>, i.<iname>\nFROM <E> AS e\n"
        "JOIN <P> AS p ON p.<pid> = e.<fp>\nJOIN <I> AS i ON i.<iid> = e.<fi>\n"
        "WHERE i.<kind> = <K>\nORDER BY e.<eid> DESC",
        wrongs=(
            Wrong("the condition is missing", "\nWHERE i.<kind> = <K>", ""),
            Wrong("smallest first", " DESC", ""),
            Wrong("the names are swapped", "p.<pname>, i.<iname>", "i.<iname>, p.<pname>"),
            Wrong("keeps what does not match", "JOIN <I> AS i ON i.<iid> = e.<fi>\nWHERE",
                  "LEFT JOIN <I> AS i ON i.<iid> = e.<fi> AND"),
        ),
        because="Each <event> points at its <parent> and its <item>, so two joins bring the "
        "names. The condition on <kind> then keeps the wanted rows.",
    ),
    Shape(
        name="top-n", level="easy",
        ask="the <N> <events> with the largest <amount>",
        columns="<eid>, <amount>",
        order="by <amount>, largest first; among equal amounts the smaller <eid> comes first",
        note="Exactly <N> rows: where the last place is tied, the smaller <eid> wins it.",
        gold="SELECT <eid>, <amount>\nFROM <E>\nORDER BY <amount> DESC, <eid>\nLIMIT <N>",
        wrongs=(
            Wrong("the smallest instead", "<amount> DESC", "<amount>"),
            Wrong("one row too many", "LIMIT <N>", "LIMIT <N> + 1"),
            Wrong("ties the other way round", "DESC, <eid>", "DESC, <eid> DESC"),
            Wrong("skips the first", "LIMIT <N>", "LIMIT <N> OFFSET 1"),
        ),
        because="Sorting by <amount> downwards puts the largest first, and <eid> decides ties, "
        "so the order is total. LIMIT <N> then cuts at one definite place.",
    ),
    Shape(
        name="in-list", level="easy",
        ask="the <parents> whose <group> is <G> or <G2> and who have a <score> of at least <R>",
        columns="<pname>, <group>, <score>",
        order="by <pid>",
        gold="SELECT <pname>, <group>, <score>\nFROM <P>\n"
        "WHERE <group> IN (<G>, <G2>) AND <score> >= <R>\nORDER BY <pid>",
        wrongs=(
            Wrong("AND binds before OR", "<group> IN (<G>, <G2>) AND",
                  "<group> = <G> OR <group> = <G2> AND"),
            Wrong("only the first value", "(<G>, <G2>)", "(<G>)"),
            Wrong("leaves out the boundary itself", ">=", ">"),
            Wrong("takes a missing <score> as enough", "<score> >= <R>",
                  "(<score> >= <R> OR <score> IS NULL)"),
        ),
        because="IN lists the two accepted values and leaves no doubt about precedence. "
        "A missing <score> is not at least <R>; the comparison drops it by itself.",
    ),
    Shape(
        name="sum-and-average", level="easy",
        ask="the total and the average <amount> of the <events> dated before <D>",
        columns="total <amount>, average <amount>",
        gold="SELECT SUM(<amount>), AVG(<amount>)\nFROM <E>\nWHERE <date> < <D>",
        wrongs=(
            Wrong("includes the day itself", "< <D>", "<= <D>"),
            Wrong("averages different values", "AVG(<amount>)", "AVG(DISTINCT <amount>)"),
            Wrong("the condition is missing", "\nWHERE <date> < <D>", ""),
            Wrong("a count instead of a total", "SUM(", "COUNT("),
        ),
        because="Both figures are taken over one filtered set of rows, without any grouping. "
        "'Before' leaves the day itself out.",
    ),
    Shape(
        name="boss-names", level="easy",
        ask="every <parent> with the name of the <boss_role>",
        columns="<pid>, <parent> name, <boss_role> name",
        order="by <pid>",
        note="A <parent> without <a_boss> is listed with NULL.",
        gold="SELECT p.<pid>, p.<pname>, b.<pname>\nFROM <P> AS p\n"
        "LEFT JOIN <P> AS b ON b.<pid> = p.<boss>\nORDER BY p.<pid>",
        wrongs=(
            Wrong("loses those without <a_boss>", "LEFT JOIN", "JOIN"),
            Wrong("follows the link backwards", "b.<pid> = p.<boss>", "b.<boss> = p.<pid>"),
            Wrong("the same name twice", "p.<pname>, b.<pname>", "p.<pname>, p.<pname>"),
        ),
        because="The table is joined with itself: once as the <parent>, once as the "
        "<boss_role>. A LEFT JOIN keeps those whose <boss> is NULL.",
    ),
)  # fmt: skip

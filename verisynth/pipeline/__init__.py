"""From specs to a run folder: plan, propose, audit, judge, store, split, export, report."""

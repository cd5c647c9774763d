"""Which place serves which order: the problem, the solvers and the plan with its reasons. Pure."""

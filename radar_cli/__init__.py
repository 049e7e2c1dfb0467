"""radar: tasks, projects and flow reports for small teams."""

__version__ = "0.1.0"

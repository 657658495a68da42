"""In the way of a library that takes seconds to load: every process of Ray would load it, and none needs it."""

raise ImportError("not for the tests of run")

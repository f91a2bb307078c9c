"""Mocks as the files of tests have them."""


def returns(result, **more):
    """The task succeeds with this; `afterSeconds` and the like may follow."""
    return {"result": result, **more}


def fails(error, cause="", **more):
    """The task fails with this error."""
    return {"error": error, "cause": cause, **more}


def never(**more):
    """The task never answers."""
    return {"never": True, **more}


def evaluates(template, **more):
    """The result is a JSONata template over `$states.input` and `$states.context`."""
    return {"evaluate": template, **more}


def handled_by(handler, **more):
    """A function in JavaScript is really run: `functions/charge/main.handler`."""
    return {"handler": handler, **more}


def by_index(mocks, default=None):
    """Mocks for the items of a Map, by their index."""
    chosen = {str(index): mock for index, mock in mocks.items()}
    return {"byIndex": chosen if default is None else {**chosen, "default": default}}

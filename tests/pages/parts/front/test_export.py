"""The standalone chart: complete, escaped, and it sends nothing anywhere."""

from __future__ import annotations

from core import api, pareto
from core.specs import Objective
from core.store import Store
from pages.components.axes import view_of
from pages.components.palette import PALETTE
from pages.parts.front.export import front_figure, front_html
from tests.prunings import pruned_trials, seed_parent, seed_pruning
from tests.seeds import OBJECTIVES, seed_run, seed_spec, seed_trials

NAMES = ["Trials", "Front"]


def test_file_is_self_contained_and_shares_nothing(store: Store) -> None:
    html = front_html(seed_run(store, seed_trials(10)))
    assert "cdn.plot.ly" not in html.split("plotly.js v")[0]
    assert '"showSendToCloud": false' in html
    assert len(html) > 3_000_000


def test_front_line_holds_the_front(store: Store) -> None:
    run_id = seed_run(store, seed_trials(40))
    front = api.front(run_id)
    figure = front_figure(api.run(run_id), api.trials(run_id))
    assert sorted(figure.data[1].y) == sorted(t.metrics["val_accuracy"] for t in front)
    assert len(figure.data[0].x) + len(front) == api.run(run_id).counts.complete


def test_typed_name_is_escaped(store: Store) -> None:
    run_id = seed_run(store, seed_trials(5), name="<b>x</b>")
    figure = front_figure(api.run(run_id), api.trials(run_id))
    assert figure.layout.title.text == "&lt;b&gt;x&lt;/b&gt;"


def test_a_trial_that_goes_on_in_another_is_no_point_of_its_own(store: Store) -> None:
    short, *others = [trial for trial in seed_trials(12) if trial.status == "complete"]
    short = short.model_copy(update={"status": "stopped_early", "epochs": 1})
    onward = short.model_copy(update={"number": 90, "continues": short.number, "epochs": 2})
    dead = short.model_copy(update={"number": 91, "status": "failed"})
    run = api.run(seed_run(store, []))
    rest, front = front_figure(run, [short, *others, onward, dead]).data
    assert len(rest.x) + len(front.x) == len(others) + 1


def test_line_never_falls_when_the_run_has_three_objectives(store: Store) -> None:
    run_id = seed_run(store, seed_trials(40))
    third = Objective(metric="seconds", direction="maximize")
    spec = seed_spec("Three", 40).model_copy(update={"objectives": (*OBJECTIVES, third)})
    run = api.run(run_id).model_copy(update={"spec": spec})
    line = front_figure(run, api.trials(run_id)).data[1]
    assert len(line.x) > 2
    assert list(line.x) == sorted(line.x) and list(line.y) == sorted(line.y)


def test_parent_of_a_pruning_run_is_a_star_of_its_own_until_it_is_removed(store: Store) -> None:
    parent = seed_parent(store.home, title="<i>Net</i>")
    run = api.run(seed_pruning(store, pruned_trials(12)))
    star = front_figure(run, api.trials(run.id)).data[-1]
    assert (star.name, star.marker.symbol) == ("Parent: &lt;i&gt;Net&lt;/i&gt;", "star")
    assert star.marker.color == PALETTE["light"]["parent"]
    assert (*star.x, *star.y) == (parent.metrics["parameters"], parent.metrics["val_accuracy"])
    api.remove_parent("net")
    assert [trace.name for trace in front_figure(run, api.trials(run.id)).data] == NAMES


def test_run_without_a_complete_trial_says_so_and_makes_up_no_numbers(store: Store) -> None:
    run_id = store.runs.add(seed_spec("a run", 1), "Ada")
    figure = front_figure(api.run(run_id), [])
    assert [note.text for note in figure.layout.annotations] == ["No trial is complete yet."]
    assert figure.layout.xaxis.showticklabels is False


def test_chosen_axes_sentence_data_set_and_date_are_in_the_file(store: Store) -> None:
    run_id = seed_run(store, seed_trials(30), name="<i>Mine</i>")
    html = front_html(run_id, {"x": "macs", "y": "val_loss", "log": False})
    assert '"x":"macs","y":"val_loss"' in html[-300:] and "digits · NSGA-II · by Ada · " in html
    assert "<title>&lt;i&gt;Mine" in html
    view = view_of(OBJECTIVES, {"x": "macs", "y": "val_loss", "log": False, "limit": 900})
    figure = front_figure(api.run(run_id), api.trials(run_id), view)
    assert figure.layout.xaxis.title.text == "MACs" and figure.layout.xaxis.type is None
    assert figure.layout.shapes[0].x0 == 900
    goals = (view.up, view.across)
    assert len(figure.data[1].x) == len(pareto.front(api.trials(run_id), goals))


def test_what_costs_nothing_stands_at_the_edge_of_a_log_axis(store: Store) -> None:
    some = [trial for trial in seed_trials(12) if trial.status == "complete"]
    free = some[0].model_copy(update={"metrics": some[0].metrics | {"parameters": 0.0}})
    figure = front_figure(api.run(seed_run(store, [])), [free, *some[1:]])
    axis, line = figure.layout.xaxis, figure.data[1]
    assert axis.type == "log" and axis.ticktext[0] == "0"
    least = min(trial.metrics["parameters"] for trial in some[1:])
    assert 0 < line.x[0] == axis.tickvals[0] < least
    assert line.y[0] == free.metrics["val_accuracy"]


def test_nothing_typed_ends_the_script_of_a_file(store: Store) -> None:
    seed_parent(store.home, title="</script><script>alert(1)</script>")
    html = front_html(seed_pruning(store, pruned_trials(12)))
    assert "<script>alert" not in html and "\\u003cscript>alert" in html

"""Every line of the guides runs, in order, in one kernel per guide."""

import pytest

from amlwidgets.widgets.bundle import RUN_MIME

from .guides import GUIDES

pytestmark = pytest.mark.timeout(900)  # the first of a guide's tests runs all of it

FENCES = [(name, fence.name) for name, guide in GUIDES.items() for fence in guide.ours]
LATER = [(name, fence) for name, guide in GUIDES.items() for fence in guide.later]


def cases(pairs):
    for guide, fence in pairs:
        later = fence in GUIDES[guide].later
        marks = [pytest.mark.xdist_group(guide)]  # each guide runs once, in one of xdist's workers
        if later:
            marks.append(pytest.mark.xfail(strict=True, reason="executed by a later version"))
        yield pytest.param(guide, fence, id=f"{guide}-{fence}", marks=marks)


@pytest.mark.parametrize(("guide", "fence"), cases(FENCES))
def test_a_fence_runs(ran, guide, fence):
    """To its end, or to the one line that the guide itself has wrong, which is refused with a reason."""
    kind, words = GUIDES[guide].raises.get(fence, ("", ""))
    error = ran(guide).error(fence)
    assert (error.partition(":")[0], words in error) == (kind, True), error


@pytest.mark.parametrize(
    ("guide", "fence"), [pytest.param(*one, marks=pytest.mark.xdist_group(one[0])) for one in LATER]
)
def test_what_a_later_version_executes_says_so(ran, guide, fence):
    kind, words = GUIDES[guide].later[fence]
    error = ran(guide).error(fence)
    assert (error.partition(":")[0], words in error) == (kind, True), error


@pytest.mark.parametrize("guide", GUIDES)
def test_every_name_in_the_tables_is_a_fence(guide):
    one = GUIDES[guide]
    fences = {fence.name for fence in one.fences}
    named = {*one.replaced, *one.before, *one.after, *one.elsewhere, *one.raises, *one.later}
    assert named <= fences
    assert len(fences) == len(one.fences)


def test_what_is_left_out_is_the_other_products():
    left = [fence for fence in GUIDES["batch-ai"].fences if fence.name in GUIDES["batch-ai"].elsewhere]
    assert len(left) == 10
    for fence in left:
        assert "azureml" not in fence.code
        assert any(word in fence.code for word in ("client.", "blob_service", "models.")), fence.name


@pytest.mark.xdist_group("batch-ai")
def test_what_the_page_on_batch_ai_leaves_behind(ran):
    guide = ran("batch-ai")
    assert (guide.folder / ".azureml" / "config.json").exists()
    assert "'vmPriority': 'LowPriority'" in guide.result("cluster-status")
    assert "Uploaded 1 files" in guide.printed("upload") and "$AZUREML_DATAREFERENCE_" in guide.printed("upload")
    assert "Run(Experiment: tensorflow_experiment" in guide.printed("submit")
    assert "worker 0 of {'ps': 1, 'worker': 2} 100" in guide.printed("monitor")
    assert RUN_MIME in guide.mimes("monitor")


@pytest.mark.xdist_group("deck")
def test_what_the_deck_reads_of_a_blob_container(ran):
    guide = ran("deck")
    assert guide.printed("blob-datastore").splitlines() == ["AzureBlob amlaccount sampledata", "1 an image"]


@pytest.mark.xdist_group("tensorflow")
def test_what_the_page_on_tensorflow_leaves_behind(ran):
    guide = ran("tensorflow")
    assert "train-images-idx3-ubyte.gz" in guide.result("dataset-register")
    log = guide.printed("submit")
    assert "TensorFlow 2.2.0 files t10k-images-idx3-ubyte.gz t10k-labels-idx1-ubyte.gz train-images" in log
    assert (guide.folder / "model" / "weights.txt").read_text() == "256 128"
    assert "worker 1 of 2" in guide.printed("tf-distribute")

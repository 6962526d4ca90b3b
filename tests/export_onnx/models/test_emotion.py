from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch import Tensor  # noqa: E402

from export_onnx.data.feelings import MUSIC_MOODS, VIDEO_EMOTIONS  # noqa: E402
from export_onnx.data.pairs import Example, PairSet  # noqa: E402
from export_onnx.models.emotion import (  # noqa: E402
    BY_STATES,
    BY_TAGS,
    BranchShape,
    EmotionNet,
    EmotionShape,
    music_tower,
    new_emotion_net,
    picture_tower,
)
from export_onnx.models.emotion_losses import (  # noqa: E402
    contrastive_loss,
    distances,
    known_states_loss,
    known_tags_loss,
)
from export_onnx.models.emotion_sound import SoundTrunk, frames_of  # noqa: E402
from export_onnx.train.config import find_config  # noqa: E402
from export_onnx.train.family import RunConfig, read_run_config  # noqa: E402
from export_onnx.train.tasks.emotion import new_net  # noqa: E402
from export_onnx.train.tasks.emotion_material import TagNames  # noqa: E402


def net(matching: str = "latent", *, tags: int = 7) -> EmotionNet:
    torch.manual_seed(0)
    shape = EmotionShape(
        BranchShape(20, 27 if tags else 0, (32,)), BranchShape(12, tags, (32,)), 64, matching
    )
    standard = torch.randn(20), torch.rand(20) + 0.5
    return new_emotion_net(shape, picture=standard).eval()


def test_sizes_are_those_of_the_paper() -> None:
    seen = net().picture(torch.randn(5, 20))
    assert (seen.place.shape, seen.latent.shape, seen.logits.shape) == ((5, 64), (5, 256), (5, 27))
    assert torch.allclose(seen.place.norm(dim=-1), torch.ones(5))
    assert bool((seen.latent >= 0).all())


def test_the_paper_configuration_has_the_papers_layers() -> None:
    """I3D's 1024 numbers, latents of 256 on both sides, 27 and 7 tags, 64 to compare."""
    model = read_run_config(find_config("emotion-paper")).model
    names = TagNames(tuple(VIDEO_EMOTIONS), tuple(MUSIC_MOODS))
    both = np.ones((1, 1024), np.float32), np.ones((1, 96), np.float32)
    pairs = PairSet("one", (Example("a", "a", "train", *both),), 6.0, {})
    made = new_net(RunConfig("emotion", "paper", "0.1.0", model), pairs, names)
    picture = [m for m in made.picture.modules() if isinstance(m, torch.nn.Linear)]
    music = [m for m in made.music.modules() if isinstance(m, torch.nn.Linear)]
    assert [(m.in_features, m.out_features) for m in picture] == [
        *((1024, 512), (512, 256)),  # fully connected, ReLU
        (256, 27),
        (256, 64),
    ]
    assert [(m.in_features, m.out_features) for m in music][-2:] == [(256, 7), (256, 64)]
    assert (model.positives, model.pretrain_patience, model.margin) == (1000, 5, 1.0)


def test_the_networks_of_sound_and_of_pictures_end_alike() -> None:
    """96 bands, 3 x 3 convolutions with batch norm and ReLU, five pools down to one place."""
    trunk = SoundTrunk()
    kinds = [type(m).__name__ for m in trunk.blocks]
    assert kinds == ["Conv2d", "BatchNorm2d", "ReLU", "MaxPool2d"] * 5
    assert all(m.kernel_size == (3, 3) for m in trunk.blocks if isinstance(m, torch.nn.Conv2d))
    frames = frames_of(10 * 16_000)
    assert trunk.blocks(torch.zeros(1, 1, frames, 96)).shape == (1, 256, 1, 1)
    assert trunk.eval()(torch.zeros(2, frames, 96)).shape == (2, 256)


def test_baselines_compare_by_what_they_predict() -> None:
    base = torch.randn(5, 12)
    states = net(BY_STATES, tags=2).music(base)
    assert torch.equal(states.place, states.logits.sigmoid())
    by_tags = net(BY_TAGS)
    assert by_tags.music.joint.in_features == 7
    with pytest.raises(ValueError, match="guess"):
        net("guess")


def test_a_track_is_placed_by_the_mean_of_its_segments_and_padding_does_not_count() -> None:
    made, base, mask = net(), torch.randn(2, 5, 20), torch.ones(2, 5)
    mask[1, 3:] = 0
    out = picture_tower(made)(base, mask)
    alone = made.picture(base[1, :3].mean(0, keepdim=True)).place[0]
    assert torch.allclose(out.track[1], alone, atol=1e-6)
    assert torch.allclose(out.segments[0, 2], made.picture(base[0, 2:3]).place[0], atol=1e-6)
    assert not out.segments[1, 3:].any()
    assert not out.emotions[1, 3:].any()
    assert out.attention[1].tolist() == pytest.approx([1 / 3] * 3 + [0, 0])


def test_both_towers_name_the_same_moods() -> None:
    made = net()
    seen = picture_tower(made)(torch.randn(1, 4, 20), torch.ones(1, 4))
    heard = music_tower(made)(torch.randn(1, 4, 12), torch.ones(1, 4))
    assert seen.emotions.shape == heard.emotions.shape == (1, 4, 7)
    tower = picture_tower(made)
    assert tower.tag_scores(torch.randn(3, 20)).shape == (3, 27)
    assert tower.latents(torch.randn(3, 20)).shape == (3, 256)


def test_a_network_without_tags_names_no_moods() -> None:
    out = picture_tower(net(tags=0))(torch.randn(1, 4, 20), torch.ones(1, 4))
    assert out.emotions.shape == (1, 4, 0)


def test_matching_pairs_are_pulled_and_others_pushed_up_to_the_margin() -> None:
    far = torch.tensor([0.5, 0.25, 1.5])
    matches = torch.tensor([1.0, 0.0, 0.0])
    assert float(contrastive_loss(far, matches)) == pytest.approx((0.25 + 0.75**2 + 0) / 3)


def test_equal_places_still_have_a_gradient() -> None:
    one = torch.ones(1, 4, requires_grad=True)
    distances(one, torch.ones(1, 4)).sum().backward()
    assert one.grad is not None
    assert bool(one.grad.isfinite().all())


def test_unknown_tags_are_not_asked() -> None:
    logits = torch.tensor([[2.0, -1.0], [0.5, 3.0]], requires_grad=True)
    nan = float("nan")
    known: Tensor = known_tags_loss(logits, torch.tensor([[1.0, nan], [nan, 0.3]]))
    known.backward()
    assert logits.grad is not None
    assert logits.grad[0, 1] == logits.grad[1, 0] == 0
    wanted = torch.nn.functional.binary_cross_entropy_with_logits(
        torch.tensor([2.0, 3.0]), torch.tensor([1.0, 0.3])
    )
    assert known.item() == pytest.approx(float(wanted))
    assert known_tags_loss(logits, torch.full((2, 2), nan)).item() == 0
    states = known_states_loss(torch.tensor([[0.5, 0.5]]), torch.tensor([[0.7, nan]]))
    assert float(states) == pytest.approx(0.04)

"""What a search can ask of a run or an experiment, apart from how it is written."""

from dataclasses import dataclass
from enum import Enum
from typing import Optional, Tuple, Union


class Entity(str, Enum):
    """What a condition or an order looks at."""

    ATTRIBUTE = "attribute"
    METRIC = "metric"
    PARAM = "param"
    TAG = "tag"

    __str__ = str.__str__


class Comparator(str, Enum):
    """How a value is compared."""

    EQUAL = "="
    DIFFERENT = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="
    LIKE = "LIKE"
    ILIKE = "ILIKE"
    IN = "IN"
    NOT_IN = "NOT IN"
    IS_NULL = "IS NULL"
    IS_NOT_NULL = "IS NOT NULL"

    __str__ = str.__str__


Value = Union[str, float, Tuple[str, ...], None]


@dataclass(frozen=True)
class Name:
    """What is looked at: `metrics.loss`, `tags."a b"`, `start_time`."""

    entity: Entity
    key: str


@dataclass(frozen=True)
class Clause:
    """One condition; those of a filter all have to hold. `value` is None for IS NULL and IS NOT NULL."""

    name: Name
    comparator: Comparator
    value: Value = None


@dataclass(frozen=True)
class Order:
    """One term of an order."""

    name: Name
    ascending: bool = True


@dataclass(frozen=True)
class Vocabulary:
    """What may be named: attributes by the kind of their values, and other entities.

    `listed` attributes can be compared with a list; `spelled` are other spellings of attributes.
    """

    texts: Tuple[str, ...]
    numbers: Tuple[str, ...]
    listed: Tuple[str, ...]
    entities: Tuple[Entity, ...]
    spelled: Tuple[Tuple[str, str], ...] = ()

    def attribute(self, name: str) -> Optional[str]:
        """The attribute that goes by a name."""
        plain = dict(self.spelled).get(name, name)
        return plain if plain in self.texts + self.numbers else None


RUNS = Vocabulary(
    texts=("run_id", "run_name", "status", "user_id", "artifact_uri"),
    numbers=("start_time", "end_time"),
    listed=("run_id",),
    entities=tuple(Entity),
    spelled=(
        ("created", "start_time"),
        ("Created", "start_time"),
        ("run name", "run_name"),
        ("Run name", "run_name"),
        ("Run Name", "run_name"),
    ),
)
EXPERIMENTS = Vocabulary(
    texts=("name", "experiment_id"),
    numbers=("creation_time", "last_update_time"),
    listed=("experiment_id",),
    entities=(Entity.ATTRIBUTE, Entity.TAG),
)
_NUMBERS = frozenset(RUNS.numbers + EXPERIMENTS.numbers)


def is_number(name: Name) -> bool:
    """Whether what a name stands for are numbers; all else are texts."""
    return name.entity is Entity.METRIC or (name.entity is Entity.ATTRIBUTE and name.key in _NUMBERS)

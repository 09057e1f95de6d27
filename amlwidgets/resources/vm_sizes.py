"""The VM sizes a cluster can be made of, as Azure names them; what a node of an embedded cluster stands for."""

import re
from typing import Any, Dict, Tuple

from amlwidgets.resources.errors import ValidationException


def _size(name: str, cores: int, memory: float, gpus: int = 0) -> Dict[str, Any]:
    return {"name": name, "vCPUs": cores, "memoryGB": memory, "gpus": gpus, "lowPriorityCapable": True}


VM_SIZES: Tuple[Dict[str, Any], ...] = (
    _size("STANDARD_D1_V2", 1, 3.5),
    _size("STANDARD_D2_V2", 2, 7.0),
    _size("STANDARD_D3_V2", 4, 14.0),
    _size("STANDARD_D4_V2", 8, 28.0),
    _size("STANDARD_DS2_V2", 2, 7.0),
    _size("STANDARD_DS3_V2", 4, 14.0),
    _size("STANDARD_DS11_V2", 2, 14.0),
    _size("STANDARD_DS12_V2", 4, 28.0),
    _size("STANDARD_F4S_V2", 4, 8.0),
    _size("STANDARD_E4S_V3", 4, 32.0),
    _size("STANDARD_NC6", 6, 56.0, 1),
    _size("STANDARD_NC12", 12, 112.0, 2),
    _size("STANDARD_NC24", 24, 224.0, 4),
    _size("STANDARD_NC6S_V3", 6, 112.0, 1),
    _size("STANDARD_NV6", 6, 56.0, 1),
    _size("STANDARD_ND40RS_V2", 40, 672.0, 8),
)

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,63}\Z")


def check_vm_size(name: object) -> str:
    """A VM size's name in upper case. Any of Azure's shape is taken: the table above is not all there is."""
    if isinstance(name, str) and _NAME.match(name):
        return name.upper()
    raise ValidationException(f"vm_size is {name!r}; expected the name of a VM size such as STANDARD_D2_V2.")

"""What a precision means: bits, bytes of a weight with its scales, and the number type it computes in."""

from __future__ import annotations

from dataclasses import dataclass

FP4 = {"fp4", "nvfp4", "mxfp4", "w4a4", "fp4e2m1"}
INT4 = {"int4", "uint4", "awq", "gptq", "w4a16", "int4wo"}
FP8 = {"fp8", "int8", "fp8block", "w8a8", "fp8e4m3", "mxfp8"}
SIXTEEN = {"bf16", "fp16", "bfloat16", "float16", "half", "unset", ""}


@dataclass(frozen=True)
class Precision:
    """Weights of `bits` [bit]; `compute_bits` is the number type of the multiplications [bit]."""

    name: str  # int4, fp4, fp8, bf16
    bits: int
    compute_bits: int
    weight_bytes: float  # of most weights, scales included
    shared_bytes: float  # of attention, embedding and shared weights, which are quantised less


def read(name: str, *, vendor_default: int = 16) -> Precision | None:
    """A precision by the name a benchmark gives it, or None when the name is unknown."""
    letters = "".join(c for c in name.lower() if c.isalnum())
    if letters in INT4:
        return Precision("int4", 4, 16, 0.53, 1.3)
    if letters in FP4:
        return Precision("fp4", 4, 4, 0.56, 1.0)
    if letters in FP8 or letters.startswith("quantised"):
        return Precision("fp8", 8, 8, 1.0, 1.1)
    if letters in SIXTEEN or letters.startswith("bfloat16"):
        return Precision("bf16", vendor_default, 16, 2.0, 2.0)
    return None


def named(name: str) -> Precision:
    """A precision by the name of `Precision.name`, such as a row of the table has it."""
    number = read(name)
    if number is None:
        raise KeyError(name)
    return number

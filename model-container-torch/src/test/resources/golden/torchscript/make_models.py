"""Makes the models of this folder and what PyTorch itself gives for rows.csv.

python3 make_models.py FOLDER        with each version of PyTorch; FOLDER is named after it

Each model is NAME.pt, its answers NAME.expected: a line for each row, the bits of its floats (of doubles,
where the model computes in them) in hexadecimal, separated by commas.
"""
import pathlib
import struct
import sys
import warnings

import torch
from torch import nn

warnings.simplefilter("ignore")
COLUMNS = 6
WIDE = 263


class Residual(nn.Module):
    """Scripted: with a branch, and a loop that tracing would unroll."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(COLUMNS, 8)
        self.inner = nn.Linear(8, 8)
        self.last = nn.Linear(8, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.first(x))
        for _ in range(3):
            x = x + torch.tanh(self.inner(x))
        if x.shape[0] > 1000000:
            x = x * 2
        return torch.sigmoid(self.last(x)).squeeze(1)


class Imputed(nn.Module):
    """Takes missing values: as zero, and as a column of its own."""

    def __init__(self):
        super().__init__()
        self.net = nn.Linear(2 * COLUMNS, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        missing = torch.isnan(x)
        return self.net(torch.cat([torch.nan_to_num(x, nan=0.0), missing.to(x.dtype)], dim=1))


class Double(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(COLUMNS, 1).double()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.net(x.double())


class Spread(nn.Module):
    """No weight tells its width."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.max(dim=1).values - x.min(dim=1).values


def network(*widths):
    layers = []
    for before, after in zip(widths, widths[1:]):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return layers[:-1]


def models():
    yield "mlp", nn.Sequential(*network(COLUMNS, 16, 8, 1), nn.Sigmoid()), COLUMNS, torch.jit.trace
    yield "logits", nn.Sequential(*network(COLUMNS, 16, 1)), COLUMNS, torch.jit.trace
    yield "classes", nn.Sequential(*network(COLUMNS, 16, 3), nn.Softmax(dim=1)), COLUMNS, torch.jit.trace
    norm = nn.Sequential(nn.BatchNorm1d(COLUMNS), nn.Linear(COLUMNS, 8), nn.ReLU(), nn.Dropout(), nn.Linear(8, 1))
    norm(torch.randn(64, COLUMNS))
    yield "norm", norm, COLUMNS, lambda model, rows: torch.jit.script(model)
    yield "residual", Residual(), COLUMNS, lambda model, rows: torch.jit.script(model)
    yield "imputed", Imputed(), COLUMNS, lambda model, rows: torch.jit.script(model)
    yield "double", Double(), COLUMNS, torch.jit.trace
    frozen = nn.Sequential(*network(COLUMNS, 8, 1))
    yield "frozen", frozen, COLUMNS, lambda model, rows: torch.jit.freeze(torch.jit.trace(model, rows))
    yield "spread", Spread(), COLUMNS, torch.jit.trace
    yield "wide", nn.Sequential(*network(WIDE, 64, 1), nn.Sigmoid()), WIDE, torch.jit.trace


def rows(width):
    """Those of rows.csv, filled up to the width with what they repeat."""
    lines = (pathlib.Path(__file__).parent / "rows.csv").read_text().splitlines()
    cells = [[float(cell) if cell else float("nan") for cell in line.split(",")] for line in lines]
    return torch.tensor([(row * (width // len(row) + 1))[:width] for row in cells])


def bits(row):
    double = row.dtype == torch.float64
    form, digits = (">d", 16) if double else (">f", 8)
    return ",".join(struct.pack(form, value).hex().zfill(digits) for value in row.reshape(-1).tolist())


def main(folder):
    folder.mkdir(exist_ok=True)
    torch.set_num_threads(1)
    with torch.no_grad():
        for name, model, width, export in models():
            torch.manual_seed(7)
            for parameter in model.parameters():
                nn.init.normal_(parameter, std=0.4)
            model.eval()
            given = rows(width)
            script = export(model, given)
            script.save(str(folder / (name + ".pt")))
            loaded = torch.jit.load(str(folder / (name + ".pt")))
            lines = [bits(loaded(row.reshape(1, -1))) for row in given]
            (folder / (name + ".expected")).write_text("\n".join(lines) + "\n")


main(pathlib.Path(sys.argv[1]))

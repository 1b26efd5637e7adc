"""Makes infinite-1.7.4.json, .ubj and .model (the binary form) beside this file: a step so large that leaves overflow. Prints what the model predicts."""

import os

import numpy
import xgboost

folder = os.path.dirname(os.path.abspath(__file__))
random = numpy.random.RandomState(3)
rows = random.randn(200, 3).astype(numpy.float32)
labels = 10 * numpy.sign(rows[:, 0]) + 2 * rows[:, 1]
parameters = {"max_depth": 2, "eta": 3.3e37, "objective": "reg:squarederror", "nthread": 1}
model = xgboost.train(parameters, xgboost.DMatrix(rows, labels), 1)
for form in "json", "ubj", "model":
    model.save_model(os.path.join(folder, "infinite-1.7.4." + form))
print(model.predict(xgboost.DMatrix(numpy.array([[1, 2, 0], [1, -2, 0], [-1, -2, 0], [numpy.nan, 0, 0]]))))

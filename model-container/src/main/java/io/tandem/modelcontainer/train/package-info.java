/** SageMaker's training job: hyperparameters and CSV channels in, a model artifact out. */
@NullMarked
package io.tandem.modelcontainer.train;

import org.jspecify.annotations.NullMarked;

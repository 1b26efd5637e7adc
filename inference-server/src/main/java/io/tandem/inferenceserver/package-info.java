/**
 * SageMaker's container contract, and nothing of features or models. Here is what a container
 * implements and gets; what serves it stands in the packages below. From the bottom to the top:
 *
 * <pre>
 * header      text of header values
 * (this)      Inference: Invocation -> InvocationResult; Body, MediaType, Settings, Counter
 * lines       bytes cut into lines
 * resources   threads and buffers that all models of a process share
 * log         log lines on standard output
 * load        how much is taken on, and where it is computed
 * body        the body of a request, within bounds of memory and time
 * metrics     counts on standard output
 * http        the server
 * training    the layout of a training job
 * container   from main to the end of the process: serve and train
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver;

import org.jspecify.annotations.NullMarked;

/**
 * Runs a CreateModel request on this machine as SageMaker would run it.
 *
 * <pre>
 * request files --ModelRequest, TransformJob--> Containers (one process per container, Watchdog)
 *                                                   ^
 *                                     ContainerClient: one HTTP call
 *                                                   ^
 *                        Pipeline: the containers in order, as the platform calls them
 *                              ^                           ^
 *     EndpointServer: the runtime's HTTP API      TransformRun: objects to .out objects
 *                                                      ObjectRun: one of them
 *                                                      RecordBatches: cuts it into calls
 *                                                      DataProcessing: filters, join
 *                                                      PartFile: unseen until complete
 * </pre>
 *
 * S3 is a folder, an image is a runnable jar; everything else follows the platform's contract.
 */
@NullMarked
package io.tandem.localsagemaker;

import org.jspecify.annotations.NullMarked;

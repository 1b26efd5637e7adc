/**
 * Containers as processes of this machine.
 *
 * <pre>
 * Containers: all of a model, from their start to their end
 *    Images      -> Image: a runnable jar or an image of Docker
 *    WorkFolder  -> BaseFolder: /opt/ml of each, with its unpacked ModelArchive
 *    MultiModelContainer: the one with many models; ModelStore has its archives and their folders
 *    FreePorts   -> SafePorts of each
 *    ContainerProcess, OutputLines: one process and what it prints
 *    Watchdog: stops them when this program was killed
 * </pre>
 */
@NullMarked
package io.tandem.localsagemaker.container;

import org.jspecify.annotations.NullMarked;

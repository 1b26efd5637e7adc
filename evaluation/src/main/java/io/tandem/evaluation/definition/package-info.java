/**
 * What is evaluated, and by what it is judged.
 *
 * <pre>
 * evaluation.json -- EvaluationDefinitionReader (GateReader, Field) --> Definition
 * </pre>
 */
@NullMarked
package io.tandem.evaluation.definition;

import org.jspecify.annotations.NullMarked;

/**
 * How to save tokens of one's own model: names, shapes, and the lines that do it.
 */
import { ModalDialog } from '../ModalDialog.tsx';

const TENSORS = [
  { name: 'tokens', shape: 'n × d', meaning: 'the vision encoder’s output without the class token; the only one that is required' },
  { name: 'projected', shape: 'n × c', meaning: 'the tokens in the language model’s space; stands in for tokens' },
  { name: 'joint', shape: 'n × e', meaning: 'the tokens in the space shared with text' },
  { name: 'query', shape: 'l × e', meaning: 'the question in that space, one row per text token; the mean counts' },
  { name: 'pooled', shape: 'e', meaning: 'the text model’s own embedding of the question' },
  { name: 'grid', shape: '2 or 3', meaning: 'rows, cols, or views, rows, cols; without it, the most square grid' },
];

const LINES = `import numpy as np
np.savez("own.npz",
         tokens=tokens, joint=joint,
         query=query, grid=[24, 24])`;

export function OwnTokensDialog() {
  return (
    <ModalDialog name="own-tokens" title="Tokens of your own model">
      <p>
        Save them from Python and drop the file on the page, with the photo if there is one. Several .npy files work as one file.
        Everything stays on this machine.
      </p>
      <pre className="code">{LINES}</pre>
      <table className="tensors">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Shape</th>
            <th scope="col">What it is</th>
          </tr>
        </thead>
        <tbody>
          {TENSORS.map(({ name, shape, meaning }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>{shape}</td>
              <td>{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">
        Formats: .npz, .npy, .safetensors with float16, bfloat16, float32 or float64. Rows are in raster order, left to right, top to
        bottom. Without a question every token matters alike. Recipes for LLaVA-1.5, Qwen2.5-VL and InternVL3 are in docs/own-tokens.md
        of the source code.
      </p>
    </ModalDialog>
  );
}
